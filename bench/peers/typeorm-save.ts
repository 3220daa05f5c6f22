/**
 * The peer of `ingest-cpu`: an entity, and `save` for each fact, as TypeORM's documentation has it. Its table has the
 * columns and the indexes of ours; the key is made here and the place in the order by PostgreSQL, so that `save` need not look
 * whether the row exists. Ten saves are in flight, as many as the pool has connections.
 */
import 'reflect-metadata';

import type { CommandExecutedData } from '@cube/realtime/event-log/events';
import { Column, DataSource, Entity, Generated, Index, PrimaryGeneratedColumn } from 'typeorm';

import { offer, setting } from '../kit/commands';
import { aFact } from '../kit/facts';

@Entity('saved_fact')
@Index(['topic', 'id'])
class SavedFact {
  @PrimaryGeneratedColumn('uuid')
  id: string;
  @Column('bigint')
  @Generated('increment')
  @Index()
  seq: string;
  @Column('text')
  kind: string;
  @Column('text', { nullable: true })
  topic: string | null;
  @Column('text', { nullable: true })
  subjectKind: string | null;
  @Column('text', { nullable: true })
  subjectId: string | null;
  @Column('text')
  level: string;
  @Column('jsonb')
  data: CommandExecutedData;
}

const inFlight = 10;
const database = await new DataSource({
  type: 'postgres',
  url: setting('DATABASE_URL'),
  poolSize: inFlight,
  entities: [SavedFact],
  synchronize: true,
}).initialize();
const facts = database.getRepository(SavedFact);

offer({
  async save(amount) {
    let made = 0;
    const work = async () => {
      while (made < amount) {
        made += 1;
        const { kind, topic, subject, data } = aFact(made);
        const fact = facts.create({ kind, topic, level: 'INFO', data });
        fact.subjectKind = subject?.kind ?? null;
        fact.subjectId = subject?.id ?? null;
        await facts.save(fact);
      }
    };
    await Promise.all(Array.from({ length: inFlight }, work));
    return amount;
  },
});
