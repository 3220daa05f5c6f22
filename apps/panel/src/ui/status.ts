import { ChangeDetectionStrategy, Component, computed, input } from '@angular/core';

export type StatusName = 'ONLINE' | 'STARTING' | 'STOPPING' | 'FAILING' | 'OFFLINE' | 'UNKNOWN';

/** A shape and a word each: never colour alone. */
const faces = {
  ONLINE: { shape: '●', word: 'Online', tone: 'good' },
  STARTING: { shape: '◐', word: 'Starting…', tone: 'busy' },
  STOPPING: { shape: '◐', word: 'Stopping…', tone: 'busy' },
  FAILING: { shape: '▲', word: 'Failing', tone: 'bad' },
  OFFLINE: { shape: '○', word: 'Offline', tone: 'idle' },
  UNKNOWN: { shape: '◌', word: 'Unknown', tone: 'idle' },
} as const satisfies Record<StatusName, { shape: string; word: string; tone: string }>;

export const statusWord = (status: StatusName): string => faces[status].word;

@Component({
  selector: 'cube-status',
  changeDetection: ChangeDetectionStrategy.OnPush,
  template: `<span class="shape" aria-hidden="true">{{ face().shape }}</span
    ><span class="word" data-testid="bot-status">{{ face().word }}</span>`,
  host: { '[class]': 'face().tone' },
  styles: `
    :host {
      display: inline-flex;
      align-items: center;
      gap: 6px;
      white-space: nowrap;
      font: var(--mat-sys-label-large);
      color: var(--tone);
    }
    .shape {
      width: 12px;
      text-align: center;
      font-size: 12px;
      line-height: 1;
    }
    :host(.good) {
      --tone: var(--cube-good);
    }
    :host(.busy) {
      --tone: var(--cube-busy);
    }
    :host(.bad) {
      --tone: var(--mat-sys-error);
    }
    :host(.idle) {
      --tone: var(--mat-sys-on-surface-variant);
    }
  `,
})
export class Status {
  readonly status = input.required<StatusName>();
  protected readonly face = computed(() => faces[this.status()]);
}
