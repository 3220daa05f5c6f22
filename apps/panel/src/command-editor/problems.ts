import { computed, Injectable, type Signal, signal } from '@angular/core';

interface Problem {
  readonly field: string;
  readonly message: string;
}

/** What is wrong with the draft, by the paths of its fields: found by our rules while typing, or told by the server. */
@Injectable()
export class Problems {
  private readonly rules = signal<Signal<readonly Problem[]>>(signal([]));
  private readonly told = signal<readonly Problem[]>([]);
  private readonly fields = signal<readonly string[]>([]);
  private readonly asks = signal(0);

  readonly found = computed(() => this.rules()());
  /** How often somebody wanted to save: from then on everything that is wrong shows. */
  readonly asked = this.asks.asReadonly();
  private readonly all = computed(() => [...this.told(), ...this.found()]);
  /** Those that no field on the page can show. */
  readonly homeless = computed(() =>
    this.asks() === 0 ? [] : this.all().filter(({ field }) => !this.fields().includes(field)),
  );

  watch(rules: Signal<readonly Problem[]>): void {
    this.rules.set(rules);
  }

  at(path: string): string {
    return this.all().find(({ field }) => field === path)?.message ?? '';
  }

  /** How many stand at a path or below it. */
  below(path: string): number {
    return this.all().filter(({ field }) => isBelow(field, path)).length;
  }

  /** Shows all that is wrong. */
  ask(): void {
    this.asks.update((count) => count + 1);
  }

  tell(problems: readonly Problem[]): void {
    this.told.set(problems);
  }

  /** What the server said of a value that is another by now. */
  forget(path: string): void {
    if (this.told().length > 0) this.told.update((told) => told.filter(({ field }) => !isBelow(field, path)));
  }

  reset(): void {
    this.told.set([]);
    this.asks.set(0);
  }

  register(path: string): void {
    this.fields.update((fields) => [...fields, path]);
  }

  unregister(path: string): void {
    this.fields.update((fields) => {
      const index = fields.indexOf(path);
      return index < 0 ? fields : fields.toSpliced(index, 1);
    });
  }
}

const isBelow = (field: string, path: string): boolean => field === path || field.startsWith(`${path}.`);
