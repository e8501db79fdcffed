'use client';
import { Command as Primitive } from 'cmdk';
import { Search } from 'lucide-react';
import { useRouter } from 'next/navigation';
import { Dialog } from 'radix-ui';
import { groupLook } from '@/components/ui/combobox';
import { useReturnFocus } from '@/components/ui/use-return-focus';
import type { Command } from './shell.types';

type PaletteProps = {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  commands: readonly Command[];
  onQueryChange?: (query: string) => void;
};

/** Every place and act by name, from the keyboard. */
export function CommandPalette({ open, onOpenChange, commands, onQueryChange }: PaletteProps) {
  const router = useRouter();
  const returnFocus = useReturnFocus(open);
  const groups = [...new Set(commands.map((command) => command.group))];
  const select = (command: Command) => {
    onOpenChange(false);
    if (command.href) router.push(command.href);
    command.onSelect?.();
  };
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-50 animate-fade-in bg-scrim" />
        <Dialog.Content
          onCloseAutoFocus={returnFocus}
          aria-describedby={undefined}
          className="fixed inset-x-3 top-[10vh] z-50 mx-auto max-w-xl animate-rise-in overflow-hidden rounded border border-strong bg-raised shadow-overlay"
        >
          <Dialog.Title className="sr-only">Command palette</Dialog.Title>
          <Primitive label="Command palette" loop>
            <div className="relative flex items-center">
              <Search aria-hidden className="pointer-events-none absolute left-3.5 size-4 text-faint" />
              <Primitive.Input
                autoFocus
                placeholder="Go to, or do"
                onValueChange={onQueryChange}
                className="h-11 w-full border-b-2 border-line bg-transparent outline-none focus-visible:border-ring pr-3 pl-10 text-14 placeholder:text-faint"
              />
            </div>
            <Primitive.List aria-label="Commands" className="max-h-[min(24rem,60vh)] overflow-y-auto p-1.5">
              <Primitive.Empty className="py-8 text-center text-13 text-faint">Nothing by that name</Primitive.Empty>
              {groups.map((group) => (
                <Primitive.Group key={group} heading={group} className={groupLook}>
                  {commands
                    .filter((command) => command.group === group)
                    .map((command) => (
                      <PaletteRow key={command.id} command={command} onSelect={() => select(command)} />
                    ))}
                </Primitive.Group>
              ))}
            </Primitive.List>
          </Primitive>
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}

function PaletteRow({ command, onSelect }: { command: Command; onSelect: () => void }) {
  return (
    <Primitive.Item
      value={command.id}
      keywords={[command.label, command.group, ...(command.keywords ?? [])]}
      onSelect={onSelect}
      className="flex min-h-8 items-center gap-2.5 rounded-sm px-2 py-1 text-13 data-[selected=true]:bg-hover [&_svg]:size-4 [&_svg]:shrink-0 [&_svg]:text-faint"
    >
      {command.icon}
      <span className="min-w-0 flex-1 truncate">{command.label}</span>
      {command.hint && <span className="shrink-0 text-12 text-faint">{command.hint}</span>}
    </Primitive.Item>
  );
}
