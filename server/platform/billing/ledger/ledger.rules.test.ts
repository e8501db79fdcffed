import { describe, expect, it } from 'vitest';
import { bodyHash, checkLegs, settlementLegs } from './ledger.rules';
import type { Leg, Posting } from './ledger.types';

const micros = (legs: Leg[]) => legs.map((leg) => [leg.account, leg.amountMicros]);

describe('the rules of the ledger', () => {
  it('settle what is owed from funds, and turn what was paid too much into funds', () => {
    expect(micros(settlementLegs({ fundsMicros: 10n, owedMicros: 4n }))).toEqual([
      ['customer_funds', -4n],
      ['receivable', 4n],
    ]);
    expect(micros(settlementLegs({ fundsMicros: 3n, owedMicros: 4n }))).toEqual([
      ['customer_funds', -3n],
      ['receivable', 3n],
    ]);
    expect(micros(settlementLegs({ fundsMicros: 0n, owedMicros: -4n }))).toEqual([
      ['customer_funds', 4n],
      ['receivable', -4n],
    ]);
    for (const inOrder of [
      { fundsMicros: 5n, owedMicros: 0n },
      { fundsMicros: 0n, owedMicros: 5n },
      { fundsMicros: -5n, owedMicros: 5n },
    ])
      expect(settlementLegs(inOrder)).toEqual([]);
  });

  it('see what is no transaction, and tell two bodies apart', () => {
    const legs: Leg[] = [
      { account: 'holds', amountMicros: -1n },
      { account: 'customer_funds', amountMicros: 1n },
    ];
    expect(checkLegs(legs)).toBeUndefined();
    expect(checkLegs(legs.slice(1))).toBeDefined();
    expect(checkLegs([...legs, { account: 'revenue', amountMicros: 1n }])).toBeDefined();
    expect(checkLegs([...legs, { account: 'revenue', amountMicros: 0n }])).toBeDefined();
    const posting: Posting = {
      billingAccountId: 'a',
      kind: 'hold',
      occurredAt: new Date(0),
      idempotencyKey: 'k',
      actor: { kind: 'system', id: null },
      legs,
    };
    expect(bodyHash(posting)).toEqual(bodyHash({ ...posting, occurredAt: new Date(1) }));
    expect(bodyHash(posting)).not.toEqual(bodyHash({ ...posting, reason: 'x' }));
    expect(bodyHash(posting)).not.toEqual(bodyHash({ ...posting, intent: 'x' }));
  });
});
