export function startRedis(options: {
  port: number;
  standIn?: boolean;
  onSpawn?: (pid: number) => void;
  onLine?: (line: string) => void;
}): Promise<{ url: string; kind: string; exited: Promise<string>; stop(): Promise<void> }>;
