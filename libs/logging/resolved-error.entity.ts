import { Column, Entity, PrimaryColumn } from 'typeorm';

/** A fault that somebody dealt with. When it is raised again later, that entry is open again. */
@Entity('resolved_error')
export class ResolvedError {
  @PrimaryColumn('text')
  fingerprint: string;

  @Column({ type: 'timestamptz', precision: 3, default: () => 'now()' })
  resolvedAt: Date;

  /** The name of whoever did. */
  @Column('text')
  resolvedBy: string;
}
