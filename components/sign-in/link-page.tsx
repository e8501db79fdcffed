'use client';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { messageOf, wireErrorOf } from '@/components/trpc/wire-error';
import { ButtonLink } from '@/components/ui/button';
import { ErrorState } from '@/components/ui/error-state';
import { SkeletonText } from '@/components/ui/skeleton';
import { EntryPage } from './entry-page';
import { useLinkToken } from './use-link-token';

interface LinkPageProps<T> {
  /** Until it is known what the link offers. */
  title: string;
  /** Asks the server what the link offers; fails with `iam.link_not_valid` when it does not work any more. */
  inspect: (token: string) => Promise<T>;
  /** For a link that does not work. */
  dead: { title: string; lead: string };
  children: (token: string, offer: T) => ReactNode;
}

/** A page to which a one-time link leads: what the link offers, or why there is nothing to be had. */
export function LinkPage<T>({ title, inspect, dead, children }: LinkPageProps<T>) {
  const token = useLinkToken();
  const inspection = useQuery({
    queryKey: ['one-time-link', title, token],
    queryFn: () => inspect(token ?? ''),
    enabled: Boolean(token),
    gcTime: 0,
    refetchOnWindowFocus: false,
  });
  if (token === null || wireErrorOf(inspection.error)?.code === 'iam.link_not_valid') {
    return (
      <EntryPage {...dead}>
        <div>
          <ButtonLink href="/sign-in" variant="primary">
            Go to sign-in
          </ButtonLink>
        </div>
      </EntryPage>
    );
  }
  if (token && inspection.data !== undefined) return children(token, inspection.data);
  return (
    <EntryPage title={title}>
      {inspection.error ? (
        <ErrorState message={messageOf(inspection.error)} onRetry={() => void inspection.refetch()} />
      ) : (
        <SkeletonText lines={4} />
      )}
    </EntryPage>
  );
}
