'use client';
import { Dialog } from 'radix-ui';
import { useReturnFocus } from '@/components/ui/use-return-focus';
import { Rail } from './rail';
import type { AppShellProps } from './shell.types';

type RailDrawerProps = Pick<AppShellProps, 'navigation' | 'railFooter' | 'contexts'> & {
  homeHref: string;
  open: boolean;
  onOpenChange: (open: boolean) => void;
};

/** The rail on windows too narrow to keep it open. */
export function RailDrawer({ navigation, railFooter, contexts, homeHref, open, onOpenChange }: RailDrawerProps) {
  const returnFocus = useReturnFocus(open);
  return (
    <Dialog.Root open={open} onOpenChange={onOpenChange}>
      <Dialog.Portal>
        <Dialog.Overlay className="fixed inset-0 z-40 animate-fade-in bg-scrim" />
        <Dialog.Content
          aria-describedby={undefined}
          onCloseAutoFocus={returnFocus}
          className="fixed inset-y-0 left-0 z-40 w-64 max-w-[80vw] animate-slide-in-left border-r border-strong bg-canvas"
        >
          <Dialog.Title className="sr-only">Navigation</Dialog.Title>
          <Rail
            navigation={navigation}
            homeHref={homeHref}
            footer={railFooter}
            contexts={contexts}
            onNavigate={() => onOpenChange(false)}
          />
        </Dialog.Content>
      </Dialog.Portal>
    </Dialog.Root>
  );
}
