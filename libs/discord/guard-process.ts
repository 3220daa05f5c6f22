import type { ErrorReporter } from '@cube/realtime/event-log/error-reporter';

/**
 * Keeps one bot's mistake from ending the process that hosts them all: a promise that nobody waited for is reported and
 * that is all. After an exception that nobody caught nothing can be trusted: it is reported, and `leave` shall close the
 * application; whoever supervises the process starts it again. Returns what takes the guard off.
 */
export function guardProcess(errors: Pick<ErrorReporter, 'report'>, leave: () => void): () => void {
  const onRejection = (error: unknown) => {
    errors.report(error, { where: 'a promise that nobody waited for' });
  };
  const onException = (error: unknown) => {
    errors.report(error, { where: 'an exception that nobody caught' });
    leave();
  };
  process.on('unhandledRejection', onRejection);
  process.on('uncaughtException', onException);
  return () => {
    process.off('unhandledRejection', onRejection);
    process.off('uncaughtException', onException);
  };
}
