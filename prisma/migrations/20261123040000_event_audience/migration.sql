-- shared: an event can be for every signed-in person, and what was announced since a moment is found without reading the table.

ALTER TABLE shared_outbox_event
  ADD COLUMN everyone boolean NOT NULL DEFAULT false,
  ADD CONSTRAINT shared_outbox_event_audience CHECK (
    NOT everyone OR (organization_id IS NULL AND project_id IS NULL AND user_id IS NULL));
CREATE INDEX shared_outbox_event_published_at_idx ON shared_outbox_event (published_at);
