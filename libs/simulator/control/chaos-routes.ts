import type { FastifyInstance } from 'fastify';

import * as wishes from '../control-shapes';
import type { Engine } from '../engine';
import * as shapes from './deed-shapes';

/** Trouble on demand: time that flies, clocks that are wrong, calls that fail or come too often, tokens that die. */
export function chaosRoutes(app: FastifyInstance, engine: Engine): void {
  const { world, directory, faults, rateLimits, oauth } = engine;

  app.post('/faults', ({ body }) => {
    faults.add(wishes.faultWish.parse(body));
    return {};
  });
  app.delete('/faults', () => {
    faults.clear();
    return {};
  });

  app.post('/throttle', ({ body }) => {
    rateLimits.throttle(shapes.throttleWish.parse(body));
    return {};
  });
  app.delete('/throttle', () => {
    rateLimits.clear();
    return {};
  });

  app.post('/clock/advance', ({ body }) => {
    world.clock.advance(shapes.advance.parse(body).milliseconds);
    return { now: world.clock.timestamp() };
  });
  app.put('/clock/skew', ({ body }) => {
    world.clock.setSkew(shapes.span.parse(body).milliseconds);
    return { now: world.clock.timestamp() };
  });

  app.post('/revoke', ({ body }) => {
    const wish = shapes.revocation.parse(body);
    if ('token' in wish) oauth.revokeToken(wish.token);
    else oauth.revokeAll(directory.application(wish.application).id, directory.person(wish.as).id);
    return {};
  });
}
