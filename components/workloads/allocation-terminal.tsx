'use client';

import dynamic from 'next/dynamic';
import { useState } from 'react';
import type { AllocationDetailView } from '@/server/products/gpuaas';
import { EmptyState } from '@/components/ui/empty-state';
import { Skeleton } from '@/components/ui/skeleton';

const TerminalWorkbench = dynamic(
  () => import('@/components/terminal/terminal-workbench').then((module) => module.TerminalWorkbench),
  { ssr: false, loading: () => <Skeleton className="h-full w-full" /> },
);

type AllocationTerminalProps = { allocation: AllocationDetailView; isVisible: boolean };

/** The shells of a workspace; loaded when first looked at, kept connected while the page is open. */
export function AllocationTerminal({ allocation, isVisible }: AllocationTerminalProps) {
  const [wasShown, setWasShown] = useState(isVisible);
  if (isVisible && !wasShown) setWasShown(true);
  const surface = allocation.surfaces.find(({ kind }) => kind === 'terminal');
  if (!surface) return <EmptyState title="No terminal is open">It opens as soon as the workspace runs.</EmptyState>;
  if (!wasShown) return null;
  return (
    <TerminalWorkbench
      surfaceId={surface.id}
      name={allocation.name}
      isVisible={isVisible}
      className="h-[max(20rem,calc(100dvh-18rem))]"
    />
  );
}
