// What an attestation beside a release claims of its origin. Nothing here is verified: no signature, no certificate chain, no log
// entry is looked at, so what is handed on is a pointer and says so.
// PyPI: a provenance object (PEP 740): bundles of one publisher each, with attestations, whose `envelope.statement` is an in-toto
// statement in base64. npm: a list of attestations, each a Sigstore bundle with a DSSE envelope around such a statement. Where the
// statement is SLSA's provenance (v0.2, v1) it names repository and commit; the certificate that signed it names them as well
// (Fulcio's extensions 1.3.6.1.4.1.57264.1.12 and .13).
import { z } from 'zod';
import { redactUrl } from '../io/address.ts';
import type { Http } from '../io/http.ts';
import type { Depth, Source } from '../types.ts';
import { askJson, originOf, repositoryUrl } from './index-context.ts';

type Where = Source['where'][number];
export interface Claim {
  repository?: string;
  commit?: string;
  /** Who published, as the index writes it: `GitHub owner/name release.yml`. */
  publisher?: string;
}

const largest = 4 << 20;
const most = 50;
const base64 = z.string().max(largest);
const text = z.string().max(2000);
const pypiProvenance = z.object({
  attestation_bundles: z
    .array(
      z.object({
        publisher: z.object({ kind: text, repository: text.nullish(), workflow: text.nullish(), workflow_filepath: text.nullish() }),
        attestations: z.array(
          z.object({
            envelope: z.object({ statement: base64 }),
            verification_material: z.object({ certificate: base64 }).optional().catch(undefined),
          }),
        ),
      }),
    )
    .max(most),
});
const rawBytes = z.object({ rawBytes: base64 });
const npmAttestations = z.object({
  attestations: z
    .array(
      z.object({
        bundle: z.object({
          dsseEnvelope: z.object({ payload: base64 }),
          verificationMaterial: z
            .object({ certificate: rawBytes.optional(), x509CertificateChain: z.object({ certificates: z.array(rawBytes).max(20) }).optional() })
            .optional()
            .catch(undefined),
        }),
      }),
    )
    .max(most),
});

export interface Attested {
  /** Address of the provenance, as the index names it. */
  url: string;
  /** The configured index that named it. */
  index: string;
  /** What the index says beside the address, for people: `3 of 4 files`. */
  said: string;
  form: 'pypi' | 'npm';
}

/**
 * The pointer that stands beside the source: at depth `index` only that there is a provenance, deeper what it claims. It is asked
 * for from the index itself only; one that lies elsewhere, or does not answer, stays an address.
 */
export async function provenanceOf(
  http: Http,
  attested: Attested,
  depth: Depth,
): Promise<{ where: Where[]; asked: { what: string; status: string }[] }> {
  const { url, index, said, form } = attested;
  const pointer = (value: string, to = url): Where => ({
    kind: 'provenance',
    url: redactUrl(to),
    evidence: { kind: 'index-answer', path: index, value },
  });
  if (depth === 'index') return { where: [pointer(`${said}; not read, not verified`)], asked: [] };
  if (originOf(url) !== originOf(index)) return { where: [pointer(`${said}, on another host than the index: not read, not verified`)], asked: [] };
  const schema: z.ZodType<unknown> = form === 'pypi' ? pypiProvenance : npmAttestations;
  const accept = form === 'pypi' ? 'application/vnd.pypi.integrity.v1+json, application/json;q=0.5' : 'application/json';
  const answer = await askJson(http, url, schema, { from: index, accept, maxBytes: largest });
  const asked = [{ what: 'provenance', status: answer.status }];
  if (answer.data === undefined) return { where: [pointer(`${said}; not read (${answer.status}), not verified`)], asked };
  const claims = form === 'pypi' ? pypiClaims(answer.data) : npmClaims(answer.data);
  if (claims.length === 0) return { where: [pointer(`${said}; it names no repository; not verified`)], asked };
  return { where: claims.map((claim) => pointer(`${wordsOf(claim)}; not verified`, claim.repository ?? url)), asked };
}

const wordsOf = ({ repository, commit, publisher }: Claim): string =>
  `claims ${repository ?? publisher}${commit === undefined ? ', no commit' : ` at commit ${commit}`}${publisher === undefined || repository === undefined ? '' : `, published by ${publisher}`}`;

/** What a provenance object of PyPI claims, each claim once. */
export function pypiClaims(data: unknown): Claim[] {
  const parsed = pypiProvenance.safeParse(data);
  if (!parsed.success) return [];
  return once(
    parsed.data.attestation_bundles.flatMap(({ publisher, attestations }) => {
      const who = [publisher.kind, publisher.repository, publisher.workflow ?? publisher.workflow_filepath].filter(Boolean).join(' ');
      const inside = attestations
        .slice(0, most)
        .map((one) => ({ ...certificateClaim(one.verification_material?.certificate), ...statementClaim(one.envelope.statement) }));
      const best = inside.find((one) => one.commit !== undefined) ?? inside.find((one) => one.repository !== undefined) ?? {};
      return [{ ...best, publisher: plain(who) }];
    }),
  );
}

/** What npm's attestations claim. The registry's own publish attestation names no repository and is passed over. */
export function npmClaims(data: unknown): Claim[] {
  const parsed = npmAttestations.safeParse(data);
  if (!parsed.success) return [];
  return once(
    parsed.data.attestations
      .map(({ bundle }) => {
        const material = bundle.verificationMaterial;
        const certificate = material?.certificate ?? material?.x509CertificateChain?.certificates[0];
        return { ...certificateClaim(certificate?.rawBytes), ...statementClaim(bundle.dsseEnvelope.payload) };
      })
      .filter((one) => one.repository !== undefined),
  );
}

const once = (claims: readonly Claim[]): Claim[] => [...new Map(claims.map((one) => [JSON.stringify(one), one])).values()].slice(0, 10);

const slsaV1 = z.object({
  predicate: z.object({
    buildDefinition: z.object({
      resolvedDependencies: z.array(z.object({ uri: text.optional(), digest: z.record(z.string(), text).optional() })).max(5000),
    }),
  }),
});
const slsaV02 = z.object({
  predicate: z.object({ invocation: z.object({ configSource: z.object({ uri: text, digest: z.record(z.string(), text).optional() }) }) }),
});

/** Repository and commit of an in-toto statement with SLSA's provenance; nothing from any other statement. */
function statementClaim(encoded: string): Claim {
  let statement: unknown;
  try {
    statement = JSON.parse(Buffer.from(encoded, 'base64').toString('utf8'));
  } catch {
    return {};
  }
  const first = slsaV1.safeParse(statement).data?.predicate.buildDefinition.resolvedDependencies.find((one) => one.digest?.gitCommit !== undefined);
  if (first !== undefined) return claimOf(first.uri, first.digest?.gitCommit);
  const source = slsaV02.safeParse(statement).data?.predicate.invocation.configSource;
  return source === undefined ? {} : claimOf(source.uri, source.digest?.sha1);
}

/** `git+https://host/owner/name@refs/tags/v1` without what follows the repository. */
function claimOf(uri: string | undefined, commit: string | undefined): Claim {
  const repository = uri === undefined ? undefined : repositoryUrl(uri.replace(/@refs\/.*$/, ''));
  return {
    ...(repository === undefined ? {} : { repository }),
    ...(commit !== undefined && isCommit(commit) ? { commit } : {}),
  };
}

const isCommit = (text: string): boolean => /^[0-9a-f]{40}([0-9a-f]{24})?$/.test(text);

/** An extension's identifier in DER, all but its last byte: OBJECT IDENTIFIER, 10 bytes, 1.3.6.1.4.1.57264.1. */
const fulcio = Buffer.from('060a2b0601040183bf3001', 'hex');

/** Two extensions of the certificate, found by their identifiers: an OCTET STRING that holds a UTF8String. */
function certificateClaim(encoded: string | undefined): Claim {
  if (encoded === undefined) return {};
  const der = Buffer.from(encoded, 'base64');
  return claimOf(extension(der, 12), extension(der, 13));
}

function extension(der: Buffer, number: number): string | undefined {
  const at = der.indexOf(Buffer.concat([fulcio, Buffer.from([number])]));
  if (at < 0) return undefined;
  let start = at + fulcio.length + 1;
  if (der[start] === 0x01) start += 3; // BOOLEAN: critical or not
  const outer = content(der, start, 0x04);
  const inner = outer === undefined ? undefined : content(der, outer.start, 0x0c);
  return inner === undefined ? undefined : der.toString('utf8', inner.start, inner.end);
}

/** One DER value with this tag, up to 64 KiB long. */
function content(der: Buffer, at: number, tag: number): { start: number; end: number } | undefined {
  const first = der[at + 1];
  if (der[at] !== tag || first === undefined || first > 0x82 || first === 0x80) return undefined;
  const digits = first < 0x80 ? 0 : first - 0x80;
  const start = at + 2 + digits;
  if (start > der.length) return undefined;
  const length = digits === 0 ? first : der.readUIntBE(at + 2, digits);
  return start + length <= der.length ? { start, end: start + length } : undefined;
}

const plain = (words: string): string => words.replace(/[^\x20-\x7e]/g, '?').slice(0, 300);
