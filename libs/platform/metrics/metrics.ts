import { Injectable } from '@nestjs/common';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';

import { within } from '../within';

/** One value of a gauge, and of which of its labels. */
export interface Reading<Label extends string = never> {
  readonly labels?: Readonly<Partial<Record<Label, string>>>;
  readonly value: number;
}

/** What Prometheus is told of a metric: its name in snake_case with its unit at the end, and one sentence. */
export interface MetricDescription<Label extends string = never> {
  readonly name: string;
  readonly help: string;
  /** Each has few values, and none that somebody outside chooses: every combination is kept for ever. */
  readonly labelNames?: readonly Label[];
}

/** Milliseconds after which a figure that cannot be read, for its store is away, is left out. */
const patience = 2000;

/**
 * The figures of this process, for Prometheus. A room declares its own beside what it counts; nobody knows another's. To
 * count takes about a microsecond, and what is read from elsewhere is read only when somebody asks.
 */
@Injectable()
export class Metrics {
  private readonly registry = new Registry();
  private answering: Promise<string> | undefined;

  readonly contentType = this.registry.contentType;

  counter<Label extends string = never>(description: MetricDescription<Label>): Counter<Label> {
    return new Counter({ ...this.settingsOf(description) });
  }

  /** `buckets` are upper bounds, in the unit of the name. */
  histogram<Label extends string = never>(
    description: MetricDescription<Label> & { readonly buckets: readonly number[] },
  ): Histogram<Label> {
    return new Histogram({ ...this.settingsOf(description), buckets: [...description.buckets] });
  }

  /** A gauge that is read when somebody asks. What throws or takes longer than two seconds has no value then. */
  watch<Label extends string = never>(
    description: MetricDescription<Label>,
    read: () => readonly Reading<Label>[] | Promise<readonly Reading<Label>[]>,
  ): void {
    const gauge: Gauge<Label> = new Gauge({
      ...this.settingsOf(description),
      collect: async () => {
        const readings = (await within(patience, Promise.resolve().then(read))) ?? [];
        gauge.reset();
        // Without labels a reset leaves a 0, which would pass for a value.
        if (!description.labelNames) gauge.remove();
        readings.forEach(({ labels, value }) => gauge.set(labels ?? {}, value));
      },
    });
  }

  /** A counter whose sum somebody else keeps. */
  watchSum(description: MetricDescription, read: () => number): void {
    const counter = new Counter({
      ...this.settingsOf(description),
      collect: () => {
        counter.reset();
        counter.inc(read());
      },
    });
  }

  /** Adds what Node says of its process: CPU, memory, garbage collection, the delay of the event loop. Costs a timer of 10 ms. */
  addProcess(role: string): void {
    this.registry.setDefaultLabels({ role });
    collectDefaultMetrics({ register: this.registry });
  }

  /** Everything, in Prometheus' text format. Who asks while it is put together gets the same answer. */
  text(): Promise<string> {
    this.answering ??= this.registry.metrics().finally(() => (this.answering = undefined));
    return this.answering;
  }

  private settingsOf<Label extends string>({ name, help, labelNames = [] }: MetricDescription<Label>) {
    return { name, help, labelNames: [...labelNames], registers: [this.registry] };
  }
}
