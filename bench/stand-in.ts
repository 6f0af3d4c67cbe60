// A package index of our own on loopback, as far away as a real one: every answer waits. Serves project pages (PEP 691, compressed as the real
// ones are), version manifests of npm, and real files by ranges; counts what was asked and sent.
import { createHash } from 'node:crypto';
import { createReadStream, statSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gzipSync } from 'node:zlib';

export interface StandIn {
  url: string;
  /** Paths to what is served under them: JSON, or a file on disk. */
  pages: Map<string, { type: string; body: Buffer }>;
  files: Map<string, string>;
  requests: number;
  bytes: number;
  close(): Promise<void>;
}

/** `latency` in milliseconds before each answer begins. */
export async function standIn(latency: number): Promise<StandIn> {
  const self: StandIn = { url: '', pages: new Map(), files: new Map(), requests: 0, bytes: 0, close: async () => {} };
  const server = createServer((request, response) => {
    self.requests += 1;
    setTimeout(() => answer(self, request, response), latency);
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  self.url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  self.close = () =>
    new Promise((done) => {
      server.closeAllConnections();
      server.close(() => done());
    });
  return self;
}

function answer(self: StandIn, request: IncomingMessage, response: ServerResponse): void {
  const path = decodeURIComponent(request.url ?? '');
  const page = self.pages.get(path);
  if (page) {
    const etag = `"${createHash('sha256').update(page.body).digest('hex').slice(0, 20)}"`;
    if (request.headers['if-none-match'] === etag) return void response.writeHead(304, { etag }).end();
    const body = /gzip/.test(`${request.headers['accept-encoding']}`) ? gzipSync(page.body) : page.body;
    self.bytes += body.length;
    const encoding = body === page.body ? {} : { 'content-encoding': 'gzip' };
    return void response.writeHead(200, { 'content-type': page.type, 'content-length': body.length, etag, ...encoding }).end(body);
  }
  const file = self.files.get(path);
  if (file === undefined) return void response.writeHead(404).end();
  const { size } = statSync(file);
  const [, first, last] = /^bytes=(\d+)-(\d+)$/.exec(request.headers.range ?? '') ?? [];
  const [start, end] = first === undefined ? [0, size - 1] : [Number(first), Math.min(Number(last), size - 1)];
  const range = first === undefined ? {} : { 'content-range': `bytes ${start}-${end}/${size}` };
  response.writeHead(first === undefined ? 200 : 206, { 'content-length': end - start + 1, 'accept-ranges': 'bytes', ...range });
  if (request.method === 'HEAD') return void response.end();
  self.bytes += end - start + 1;
  createReadStream(file, { start, end }).pipe(response);
}
