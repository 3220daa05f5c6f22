import { Column, Entity, PrimaryColumn } from 'typeorm';
import { v7 as uuid } from 'uuid';

import { type Connection, type PageArgs, paginate } from './connection';
import { Invalid } from './errors';
import { type TestDatabase, testDatabase } from './testing';

@Entity('thing')
class Thing {
  @PrimaryColumn('uuid')
  id: string;

  @Column('text')
  name: string;

  @Column({ type: 'timestamptz', precision: 3 })
  madeAt: Date;
}

describe('a list', () => {
  let test: TestDatabase;
  const things: Thing[] = [];

  beforeAll(async () => {
    test = await testDatabase([Thing]);
    await test.database.query(
      'create table thing (id uuid primary key, name text not null, made_at timestamptz(3) not null)',
    );
    for (let index = 0; index < 230; index += 1) {
      // Many are called the same and were made in the same millisecond.
      things.push({
        id: uuid(),
        name: `thing ${index % 7}`,
        madeAt: new Date(1_700_000_000_000 + (index % 5)),
      });
    }
    await test.database.getRepository(Thing).insert(things);
  });
  afterAll(() => test.drop());

  const list = (page: PageArgs, by: 'name' | 'madeAt', direction: 'ASC' | 'DESC') =>
    paginate(test.database.getRepository(Thing).createQueryBuilder('thing'), page, { by, direction });

  const walk = async (by: 'name' | 'madeAt', direction: 'ASC' | 'DESC') => {
    const seen: Thing[] = [];
    let after: string | undefined;
    let page: Connection<Thing>;
    do {
      page = await list({ first: 17, ...(after !== undefined && { after }) }, by, direction);
      seen.push(...page.nodes);
      after = page.pageInfo.endCursor ?? undefined;
    } while (page.pageInfo.hasNextPage);
    return seen;
  };

  it.each([
    ['name', 'ASC'],
    ['name', 'DESC'],
    ['madeAt', 'ASC'],
    ['madeAt', 'DESC'],
  ] as const)('is walked by %s %s in pages, each row exactly once and in order', async (by, direction) => {
    const seen = await walk(by, direction);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(things.length);
    expect(seen).toHaveLength(things.length);
    const keys = seen.map((thing) => (by === 'name' ? thing.name : thing.madeAt.toISOString()));
    const sorted = [...keys].sort();
    expect(keys).toEqual(direction === 'ASC' ? sorted : sorted.reverse());
  });

  it('says where it stands', async () => {
    const page = await list({ first: 10 }, 'name', 'ASC');
    expect(page.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
    expect(page.edges.at(-1)?.cursor).toBe(page.pageInfo.endCursor);
    expect(await page.totalCount).toBe(things.length);
    const next = await list({ after: page.pageInfo.endCursor! }, 'name', 'ASC');
    expect(next.pageInfo.hasPreviousPage).toBe(true);
  });

  it.each([
    '',
    'nonsense',
    Buffer.from('[1]').toString('base64url'),
    Buffer.from('{"a":1}').toString('base64url'),
    '\0',
    Buffer.from('["x","no uuid"]').toString('base64url'),
    Buffer.from('["\\u0000","01a1fd49-8cd3-71ff-9ed6-2157b156a0bf"]').toString('base64url'),
  ])('refuses the cursor %j with a sentence', async (after) => {
    await expect(list({ after }, 'name', 'ASC')).rejects.toThrow(Invalid);
  });
});
