import type { SealedColumn } from '@cube/platform/secret-rotation';

/** Every column that holds sealed secrets; a spec holds the list to what the code seals. */
export const sealedColumns: readonly SealedColumn[] = [
  { table: 'account', column: 'totp_key' },
  { table: 'alert_target', column: 'secret' },
  { table: 'bot', column: 'token' },
  { table: 'bot_secret', column: 'value' },
  { table: 'mail', column: 'body' },
];
