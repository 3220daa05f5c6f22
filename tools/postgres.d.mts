export function dataDirectory(wanted: string): string;
export function startPostgres(options: {
  directory: string;
  port: number;
  fast?: boolean;
  onSpawn?: (pid: number) => void;
  onLine?: (line: string) => void;
}): Promise<{ url: string; exited: Promise<string>; stop(): Promise<void> }>;
