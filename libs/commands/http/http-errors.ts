import { AppError } from '@cube/platform/errors';

/** Which rule a request breaks. */
export type HttpRule =
  'url' | 'port' | 'name' | 'address' | 'method' | 'header' | 'body' | 'redirect' | 'encoding' | 'size';

/** A request, or an answer, that our rules do not let through. */
export class HttpRefused extends AppError {
  readonly code = 'INVALID';
  readonly status = 400;
  override readonly facts: { readonly rule: HttpRule };

  constructor(
    readonly rule: HttpRule,
    message: string,
  ) {
    super(message);
    this.facts = { rule };
  }
}

export type HttpFailure = 'timeout' | 'busy' | 'name' | 'connection' | 'certificate' | 'answer' | 'aborted';

/** Nothing is wrong with the request: the other side, or the way there, did not do its part. */
export class HttpFailed extends AppError {
  readonly code = 'UNAVAILABLE';
  readonly status = 503;
  override readonly facts: { readonly failure: HttpFailure };

  constructor(
    readonly failure: HttpFailure,
    message: string,
  ) {
    super(message);
    this.facts = { failure };
  }
}
