export function dataDirectory(wanted: string): string;
export function startPostgres(options: {
  directory: string;
  port: number;
  fast?: boolean;
}): Promise<{ url: string; pid: number; stop(): Promise<void> }>;
