-- runtime: a surface belongs to a person (or to nobody), and its kinds and times are told by the database too.

ALTER TABLE runtime_surface ADD COLUMN owner_id uuid;

ALTER TABLE runtime_surface
  ADD CONSTRAINT runtime_surface_kind CHECK (kind IN ('terminal', 'browser_app', 'api_app', 'metrics', 'operator_tool')),
  ADD CONSTRAINT runtime_surface_audience CHECK (audience IN ('owner', 'project', 'platform')),
  ADD CONSTRAINT runtime_surface_auth_mode CHECK (auth_mode IN ('browser_session', 'api_bearer')),
  ADD CONSTRAINT runtime_surface_closed_after_opened CHECK (closed_at IS NULL OR closed_at >= opened_at);
REVOKE DELETE, TRUNCATE ON runtime_surface FROM gpuaas_app;

-- A ticket lives a minute at most and is used once: the second use changes no row, whoever asks first.
ALTER TABLE runtime_terminal_ticket
  ADD CONSTRAINT runtime_terminal_ticket_lifetime CHECK (expires_at > created_at AND expires_at <= created_at + interval '60 seconds'),
  ADD CONSTRAINT runtime_terminal_ticket_hash CHECK (octet_length(token_hash) = 32);
