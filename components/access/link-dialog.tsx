import { useState, type ReactNode } from 'react';
import { Button } from '@/components/ui/button';
import { Dialog } from '@/components/ui/dialog';
import { OneTimeLink } from './one-time-link';

/** A one-time link that was just made, and for whom. */
export interface MadeLink {
  url: string;
  expiresAt: Date;
  email: string;
}

/** What the form inside needs. */
export interface LinkFormProps {
  onMade: (made: MadeLink) => void;
  onCancel: () => void;
}

interface LinkDialogProps {
  open: boolean;
  onOpenChange: (open: boolean) => void;
  title: string;
  description: string;
  /** The title once the link is there. */
  madeTitle: string;
  children: (form: LinkFormProps) => ReactNode;
}

/** A form that makes a one-time link, and then the link to hand over. */
export function LinkDialog({ open, onOpenChange, title, description, madeTitle, children }: LinkDialogProps) {
  const [made, setMade] = useState<MadeLink | null>(null);
  const change = (next: boolean) => {
    if (!next) setMade(null);
    onOpenChange(next);
  };
  return (
    <Dialog
      open={open}
      onOpenChange={change}
      title={made ? madeTitle : title}
      description={made ? undefined : description}
      footer={made ? <Button onClick={() => change(false)}>Done</Button> : undefined}
    >
      {made ? <OneTimeLink {...made} /> : children({ onMade: setMade, onCancel: () => change(false) })}
    </Dialog>
  );
}
