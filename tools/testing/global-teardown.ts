export default async function tearDown(): Promise<void> {
  const services = globalThis.cubeServices;
  if (!services || services.exitCode !== null) return;
  const ended = new Promise((resolve) => services.once('exit', resolve));
  services.kill('SIGTERM');
  await ended;
}
