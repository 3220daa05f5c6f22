export function startRedis(options: {
  port: number;
  standIn?: boolean;
}): Promise<{ url: string; kind: string; pid: number; stop(): Promise<void> }>;
