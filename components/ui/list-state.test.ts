import { describe, expect, it } from 'vitest';
import { describeDateRange } from './date-range';
import { fitToStep } from './slider-field';
import { describeRange } from './table/table-footer';
import { parseHidden } from './table/use-hidden-columns';
import { followDraft, typeDraft } from './use-draft';
import { formatSort, pageOf, parseSort } from './use-list-state';
import { readUrlState, writeUrlState } from './use-url-state';

const defaults = { q: '', state: 'all' };

describe('state in the address', () => {
  it('leaves out what equals its default and keeps what belongs to others', () => {
    expect(writeUrlState(defaults, { state: 'active' }, '?tab=cost')).toBe('tab=cost&state=active');
    expect(writeUrlState(defaults, { state: 'all' }, '?tab=cost&state=active')).toBe('tab=cost');
    expect(writeUrlState(defaults, {}, '')).toBe('');
  });

  it('reads back what it wrote, with any text', () => {
    const q = 'a&b=c #? ü 日本';
    const search = writeUrlState(defaults, { q }, '');
    expect(readUrlState(defaults, new URLSearchParams(search))).toEqual({ q, state: 'all' });
  });

  it('writes sort orders so that they can be read back', () => {
    for (const text of ['createdAt', '-createdAt']) expect(formatSort(parseSort(text))).toBe(text);
  });
});

describe('a search field over the address', () => {
  const empty = { text: '', seen: '', awaited: null };

  it('keeps every letter while the address follows late', () => {
    const typed = typeDraft(typeDraft(empty, 'a'), 'ab');
    const late = followDraft(typed, 'a');
    expect(late.text).toBe('ab');
    expect(followDraft(late, 'ab')).toEqual({ text: 'ab', seen: 'ab', awaited: null });
  });

  it('takes over what others set once nothing is under way', () => {
    const settled = followDraft(typeDraft(empty, 'ab'), 'ab');
    expect(followDraft(settled, '').text).toBe('');
    expect(followDraft(typeDraft(typeDraft(empty, 'a'), ''), 'z').text).toBe('z');
  });
});

describe('pages by cursor', () => {
  it('knows the number of a page reached from the first, and not of one opened by link', () => {
    const origins = new Map([
      ['c1', ''],
      ['c2', 'c1'],
    ]);
    expect(pageOf('', origins)).toBe(0);
    expect(pageOf('c2', origins)).toBe(2);
    expect(pageOf('foreign', origins)).toBeUndefined();
  });

  it('ends even when cursors lead in a circle', () => {
    expect(
      pageOf(
        'a',
        new Map([
          ['a', 'b'],
          ['b', 'a'],
        ]),
      ),
    ).toBeUndefined();
  });

  it('says what is shown as exactly as it is known', () => {
    const paging = {
      pageSize: 50,
      hasNext: true,
      hasPrevious: true,
      onNext: () => undefined,
      onPrevious: () => undefined,
    };
    expect(describeRange(50, { ...paging, page: 1, total: 1240 })).toBe('51–100 of 1,240');
    expect(describeRange(50, { ...paging, page: undefined })).toBe('50 shown');
    expect(describeRange(1)).toBe('1 row');
  });
});

describe('input that may be anything', () => {
  it('stored columns that are not a list are ignored', () => {
    expect(parseHidden('{"a":1}')).toBeUndefined();
    expect(parseHidden('not json')).toBeUndefined();
    expect(parseHidden('["a",1]')).toEqual(new Set(['a']));
  });

  it('typed numbers are brought to an allowed value', () => {
    const range = { min: 1, max: 8, step: 1 };
    expect(fitToStep(99, range)).toBe(8);
    expect(fitToStep(-1, range)).toBe(1);
    expect(fitToStep(2.4, range)).toBe(2);
    expect(fitToStep(0.3, { min: 0, max: 1, step: 0.1 })).toBe(0.3);
  });

  it('open ends of a date range are said', () => {
    expect(describeDateRange({ from: '', to: '' })).toBe('All time');
    expect(describeDateRange({ from: '2026-11-01', to: '' })).toBe('Since 1 Nov 2026');
    expect(describeDateRange({ from: '2026-11-01', to: '2026-11-22' })).toBe('1 Nov 2026 – 22 Nov 2026');
  });
});
