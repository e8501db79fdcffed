'use client';
import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Tabs } from 'radix-ui';
import { useCallback, useState } from 'react';
import { cn } from '@/components/ui/cn';
import { ConfirmDialog } from '@/components/ui/confirm-dialog';
import { EmptyState } from '@/components/ui/empty-state';
import { ErrorState } from '@/components/ui/error-state';
import { Skeleton } from '@/components/ui/skeleton';
import { Button } from '@/components/ui/button';
import { useTRPC, useTRPCClient } from '@/components/trpc/client';
import { failureOf } from '@/components/trpc/failure-of';
import { messageOf } from '@/components/trpc/wire-error';
import type { Id } from '@/server/shared/ids';
import { nextShellName } from './shell-names';
import { ShellNameDialog } from './shell-name-dialog';
import { ShellPane } from './shell-pane';
import { ShellTabs } from './shell-tabs';
import { useFullScreen } from './use-full-screen';

export type TerminalWorkbenchProps = {
  /** The terminal surface of the workload (`sfc_…`). */
  surfaceId: Id<'sfc'>;
  /** Name of the workload, for the title in full screen and for labels. */
  name: string;
  /** False while another tab of the page is shown: shells stay connected, drawing stops. */
  isVisible?: boolean;
  className?: string;
};

/** A tab of the strip. `round` counts restarts: a new round is a new shell of the same name. */
interface OpenShell {
  ptyId: string;
  create: boolean;
  round: number;
}

/** The shells of a workload, side by side in tabs, each kept connected while the page is open. Give it a height. */
export function TerminalWorkbench({ surfaceId, name, isVisible = true, className }: TerminalWorkbenchProps) {
  const shells = useShells(surfaceId);
  const [isNaming, setNaming] = useState(false);
  const [ending, setEnding] = useState<string>();
  const [isFullScreen, setFullScreen] = useFullScreen();
  return (
    <section
      aria-label={`Terminal of ${name}`}
      data-captures-keys
      className={cn(
        'flex min-h-64 flex-col overflow-hidden border-line bg-surface',
        isFullScreen ? 'fixed inset-0 z-30' : 'rounded border',
        className,
      )}
    >
      <Tabs.Root value={shells.current ?? ''} onValueChange={shells.choose} className="flex min-h-0 flex-1 flex-col">
        <ShellTabs
          shells={shells.open.map((shell) => shell.ptyId)}
          current={shells.current}
          onNew={() => shells.add(nextShellName(shells.open.map((shell) => shell.ptyId)))}
          onNewNamed={() => setNaming(true)}
          onEnd={setEnding}
          title={isFullScreen ? name : undefined}
        />
        <WorkbenchBody shells={shells} />
        {shells.open.map(({ ptyId, create, round }) => (
          <Tabs.Content
            key={`${ptyId}/${round}`}
            value={ptyId}
            forceMount
            tabIndex={-1}
            className="min-h-0 flex-1 data-[state=inactive]:hidden"
          >
            <ShellPane
              surfaceId={surfaceId}
              ptyId={ptyId}
              create={create}
              isVisible={isVisible && ptyId === shells.current}
              mintTicket={shells.mintTicket}
              isFullScreen={isFullScreen}
              onFullScreenChange={setFullScreen}
              onRestart={() => void shells.restart(ptyId)}
            />
          </Tabs.Content>
        ))}
      </Tabs.Root>
      <ShellNameDialog
        open={isNaming}
        onOpenChange={setNaming}
        taken={shells.open.map((shell) => shell.ptyId)}
        onName={shells.add}
      />
      <ConfirmDialog
        open={ending !== undefined}
        onOpenChange={() => setEnding(undefined)}
        title={`End ${ending ?? 'this shell'}?`}
        consequence="Programs that run in this shell are ended, for everybody who watches. Other shells go on."
        confirmLabel="End shell"
        error={shells.endError}
        onConfirm={async () => {
          if (ending) await shells.end(ending);
          setEnding(undefined);
        }}
      />
    </section>
  );
}

function WorkbenchBody({ shells }: { shells: ReturnType<typeof useShells> }) {
  if (shells.open.length > 0) return null;
  if (shells.failure) {
    return <ErrorState {...shells.failure} />;
  }
  if (shells.isLoading) return <Skeleton className="m-4 h-40" />;
  return (
    <EmptyState
      compact
      title="No shell is open"
      action={
        <Button variant="primary" onClick={() => shells.add('shell-1')}>
          Open a shell
        </Button>
      }
    >
      A shell keeps running when you close this page, and is as you left it when you come back.
    </EmptyState>
  );
}

/** Which shells are shown: those that the workload has, and those that were opened here. The first one opens by itself. */
function useShells(surfaceId: Id<'sfc'>) {
  const trpc = useTRPC();
  const client = useTRPCClient();
  const queryClient = useQueryClient();
  const list = useQuery({ ...trpc.runtime.terminal.shells.queryOptions({ surfaceId }), staleTime: 0 });
  const [mine, setMine] = useState<OpenShell[]>([]);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const [chosen, setChosen] = useState<string>();
  const ending = useMutation(trpc.runtime.terminal.endShell.mutationOptions());

  const listed = (list.data ?? []).map((shell) => shell.ptyId);
  const first: OpenShell[] =
    list.data?.length === 0 && mine.length === 0 && hidden.length === 0
      ? [{ ptyId: 'shell-1', create: true, round: 0 }]
      : [];
  const known = listed
    .filter((ptyId) => !mine.some((shell) => shell.ptyId === ptyId) && !hidden.includes(ptyId))
    .map((ptyId) => ({ ptyId, create: true, round: 0 }));
  const open = [...known, ...first, ...mine].sort((a, b) => a.ptyId.localeCompare(b.ptyId, 'en', { numeric: true }));
  const current = open.some((shell) => shell.ptyId === chosen) ? chosen : open[0]?.ptyId;
  const mintTicket = useCallback(
    async () => (await client.runtime.terminal.ticket.mutate({ surfaceId })).ticket,
    [client, surfaceId],
  );
  const endOnServer = async (ptyId: string) => {
    await ending.mutateAsync({ surfaceId, ptyId });
    await queryClient.invalidateQueries(trpc.runtime.terminal.shells.queryFilter({ surfaceId }));
  };

  return {
    open,
    current,
    isLoading: list.isPending,
    failure: failureOf(list),
    endError: ending.error && messageOf(ending.error),
    mintTicket,
    choose: setChosen,
    add: (ptyId: string) => {
      setHidden((names) => names.filter((name) => name !== ptyId));
      setMine((shells) => [
        ...shells.filter((shell) => shell.ptyId !== ptyId),
        { ptyId, create: true, round: roundOf(shells, ptyId) },
      ]);
      setChosen(ptyId);
    },
    end: async (ptyId: string) => {
      setHidden((names) => [...names, ptyId]);
      setMine((shells) => shells.filter((shell) => shell.ptyId !== ptyId));
      await endOnServer(ptyId);
    },
    restart: async (ptyId: string) => {
      await endOnServer(ptyId);
      setMine((shells) => [
        ...shells.filter((shell) => shell.ptyId !== ptyId),
        { ptyId, create: true, round: roundOf(shells, ptyId) },
      ]);
    },
  };
}

function roundOf(shells: readonly OpenShell[], ptyId: string): number {
  return (shells.find((shell) => shell.ptyId === ptyId)?.round ?? 0) + 1;
}
