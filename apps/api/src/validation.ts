import { Invalid } from '@cube/platform/errors';
import { ValidationPipe } from '@nestjs/common';
import type { ValidationError } from 'class-validator';

/** Checks inputs by the decorators of their classes. */
export const validation = () =>
  new ValidationPipe({
    transform: true,
    forbidUnknownValues: false,
    exceptionFactory: (errors) => {
      const fields = errors.flatMap((error) => problemsOf(error));
      return new Invalid(fields[0]?.message ?? 'Something in this request is not right.', fields);
    },
  });

/** One problem a field: its first message, under a path such as `options.0.name`. */
function problemsOf(
  error: ValidationError,
  above = '',
): readonly { readonly field: string; readonly message: string }[] {
  const field = above ? `${above}.${error.property}` : error.property;
  const [message] = Object.values(error.constraints ?? {});
  const inner = (error.children ?? []).flatMap((child) => problemsOf(child, field));
  return message === undefined ? inner : [{ field, message }, ...inner];
}
