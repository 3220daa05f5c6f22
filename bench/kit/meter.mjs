/** Loaded into every program before its own code (`node --import`), so that its CPU can be read and nothing outlives the runner. */
process.on('message', ({ id, command }) => {
  if (command !== 'cpu') return;
  const { user, system } = process.cpuUsage();
  process.send({ id, answer: user + system });
});
process.on('disconnect', () => process.exit());
