export type HttpErrorCode =
  | 'offline'
  | 'insecure'
  | 'refused-address'
  | 'redirect'
  | 'too-large'
  | 'timeout'
  | 'rate-limited'
  | 'network'
  | 'protocol'
  | 'status';

/** What went wrong with a request, in words that hold no credential. */
export class HttpError extends Error {
  override readonly name = 'HttpError';
  readonly code: HttpErrorCode;
  readonly status: number | undefined;
  constructor(code: HttpErrorCode, message: string, options: { status?: number; cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.status = options.status;
  }
}
