import type { Failure } from '../live/failure';

/** A file as a trial takes it; `data` is base64. */
export interface TrialUpload {
  readonly name: string;
  readonly data: string;
}

const mostBytes = 96 * 1024;

/** Reads a file that somebody chose, or says why it cannot be tried. */
export async function readFile(
  file: File,
): Promise<{ readonly file?: TrialUpload; readonly failure?: Failure }> {
  if (file.size === 0 || file.size > mostBytes) {
    return {
      failure: {
        code: 'INVALID',
        message: `${file.name} has ${Math.ceil(file.size / 1024)} KB: a trial takes a file of up to 96 KB.`,
        fields: [],
      },
    };
  }
  const bytes = new Uint8Array(await file.arrayBuffer());
  const data = btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''));
  return { file: { name: file.name.slice(-100), data } };
}
