'use client';
import { useState } from 'react';
import { Badge } from '@/components/ui/badge';
import { Button } from '@/components/ui/button';
import { enter } from './enter';
import { RefusalBanner } from './refusal-banner';
import { refusalOf, type Refusal } from './sign-in-errors';
import { signInWithPassword } from './sign-in-with-password';

/** An account of the demo data: made up, with a password that is the same for all and shown here. */
export interface DemoPerson {
  name: string;
  email: string;
  role: string;
  password: string;
}

/** The demo accounts, one press each. */
export function DemoPeople({ people, target }: { people: DemoPerson[]; target: string }) {
  const [failure, setFailure] = useState<Refusal | null>(null);
  const [busyEmail, setBusyEmail] = useState<string | null>(null);
  const enterAs = async (person: DemoPerson) => {
    setBusyEmail(person.email);
    const code = await signInWithPassword(person.email, person.password);
    if (code === null) return enter(target);
    setBusyEmail(null);
    setFailure(refusalOf(code));
  };
  return (
    <section aria-labelledby="demo-title" className="flex flex-col gap-3 border-t border-line pt-6">
      <h2 id="demo-title" className="flex items-center gap-2 text-14 font-semibold">
        Demo accounts <Badge tone="simulated">Demo</Badge>
      </h2>
      <p className="text-13 text-muted">
        Made-up people of the demo data. They all have the password{' '}
        <code className="font-mono text-13 whitespace-nowrap text-ink">{people[0]?.password}</code>.
      </p>
      {failure && <RefusalBanner refusal={failure} />}
      <ul className="flex flex-col divide-y divide-line rounded border border-line bg-surface">
        {people.map((person) => (
          <li key={person.email} className="flex items-center gap-3 px-3 py-2">
            <span className="min-w-0 flex-1">
              <span className="block truncate text-13 font-medium">{person.name}</span>
              <span className="block truncate text-12 text-muted">
                {person.role.replaceAll('_', ' ')} · {person.email}
              </span>
            </span>
            <Button size="sm" busy={busyEmail === person.email} onClick={() => void enterAs(person)}>
              Enter<span className="sr-only"> as {person.name}</span>
            </Button>
          </li>
        ))}
      </ul>
    </section>
  );
}
