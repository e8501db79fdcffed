import { describe, expect, test, vi } from 'vitest';
import { tableProps } from './table-props';

const page = { items: [{ id: 'a' }], nextCursor: 'after-a', total: 3 };
const atFirst = { page: 0, hasPrevious: false, next: () => undefined, previous: () => undefined };
const settled = { data: page, error: null, refetch: () => undefined, isPlaceholderData: false };

describe('a paged query as its table shows it', () => {
  test('has the rows, the count and a way to the next page', () => {
    const next = vi.fn();
    const props = tableProps({ list: { ...atFirst, next }, query: settled, pageSize: 1 });
    expect(props).toMatchObject({ rows: page.items, failure: null, refreshing: false });
    expect(props.paging).toMatchObject({ page: 0, pageSize: 1, total: 3, hasNext: true, hasPrevious: false });
    props.paging?.onNext();
    expect(next).toHaveBeenCalledExactlyOnceWith('after-a');
  });

  test('leads nowhere from the last page, and to the first from a later one', () => {
    const next = vi.fn();
    const previous = vi.fn();
    const list = { page: undefined, hasPrevious: true, next, previous };
    const { paging } = tableProps({ list, query: { ...settled, data: { ...page, nextCursor: null } }, pageSize: 1 });
    expect(paging).toMatchObject({ page: undefined, hasNext: false, hasPrevious: true });
    paging?.onNext();
    expect(next).not.toHaveBeenCalled();
    paging?.onPrevious();
    expect(previous).toHaveBeenCalledOnce();
  });

  test('has skeleton rows while the first answer is awaited, and faded ones while another page is', () => {
    const awaited = tableProps({ list: atFirst, query: { ...settled, data: undefined }, pageSize: 1 });
    expect(awaited).toMatchObject({ rows: undefined, refreshing: false });
    expect(tableProps({ list: atFirst, query: { ...settled, isPlaceholderData: true }, pageSize: 1 })).toMatchObject({
      rows: page.items,
      refreshing: true,
    });
  });

  test('says what failed, and asks again on demand', () => {
    const refetch = vi.fn();
    const query = { ...settled, data: undefined, error: new Error('socket hang up'), refetch };
    const { failure } = tableProps({ list: atFirst, query, pageSize: 1 });
    expect(failure?.message).toContain('The server cannot be reached');
    failure?.onRetry?.();
    expect(refetch).toHaveBeenCalledOnce();
  });
});
