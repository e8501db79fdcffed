-- Rights of the application's role, what may never change, and constraints that Prisma cannot say (shared, iam, audit).

DO $$
BEGIN
  IF NOT EXISTS (SELECT FROM pg_roles WHERE rolname = 'gpuaas_app') THEN
    CREATE ROLE gpuaas_app NOLOGIN;
  END IF;
END
$$;

GRANT USAGE ON SCHEMA public TO gpuaas_app;
GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO gpuaas_app;
GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO gpuaas_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT SELECT, INSERT, UPDATE, DELETE ON TABLES TO gpuaas_app;
ALTER DEFAULT PRIVILEGES IN SCHEMA public GRANT USAGE, SELECT ON SEQUENCES TO gpuaas_app;

-- Raises with the trigger's own argument as constraint name, so that the application maps it to an error code.
CREATE FUNCTION shared_refuse_change() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  -- The driver hands on the message and drops the constraint's field, so the message names it too.
  RAISE EXCEPTION '% on % is refused, its rows are for ever: constraint "%"', TG_OP, TG_TABLE_NAME, TG_ARGV[0]
    USING ERRCODE = 'restrict_violation', CONSTRAINT = TG_ARGV[0], TABLE = TG_TABLE_NAME;
END
$$;

-- audit: append-only, for the application's role and for the owner.
REVOKE UPDATE, DELETE, TRUNCATE ON audit_entry FROM gpuaas_app;
CREATE TRIGGER audit_entry_append_only BEFORE UPDATE OR DELETE ON audit_entry
  FOR EACH ROW EXECUTE FUNCTION shared_refuse_change('audit_append_only');
CREATE TRIGGER audit_entry_no_truncate BEFORE TRUNCATE ON audit_entry
  FOR EACH STATEMENT EXECUTE FUNCTION shared_refuse_change('audit_append_only');
ALTER TABLE audit_entry
  ADD CONSTRAINT audit_entry_result CHECK (result IN ('ok', 'denied', 'failed'));

-- shared
ALTER TABLE shared_idempotency_key
  ALTER COLUMN procedure TYPE text COLLATE "C",
  ALTER COLUMN key TYPE text COLLATE "C";
CREATE INDEX shared_outbox_event_unpublished ON shared_outbox_event (id) WHERE published_at IS NULL;

-- Wakes the relay; the relay alone announces events to the gateways.
CREATE FUNCTION shared_outbox_wake() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('gpuaas_outbox', '');
  RETURN NULL;
END
$$;
CREATE TRIGGER shared_outbox_event_wake AFTER INSERT ON shared_outbox_event
  FOR EACH STATEMENT EXECUTE FUNCTION shared_outbox_wake();

-- iam
ALTER TABLE iam_organization
  ALTER COLUMN slug TYPE text COLLATE "C",
  ADD CONSTRAINT iam_organization_kind CHECK (kind IN ('personal', 'enterprise'));
ALTER TABLE iam_principal
  ADD CONSTRAINT iam_principal_kind CHECK (kind IN ('user', 'service_account', 'group'));
ALTER TABLE iam_user
  ALTER COLUMN email TYPE text COLLATE "C",
  ADD CONSTRAINT iam_user_email_lower CHECK (email = lower(email));
CREATE UNIQUE INDEX iam_department_one_default ON iam_department (organization_id) WHERE is_default;
ALTER TABLE iam_role_binding
  ALTER COLUMN role TYPE text COLLATE "C",
  ADD CONSTRAINT iam_role_binding_effect CHECK (effect IN ('allow', 'deny')),
  ADD CONSTRAINT iam_role_binding_scope CHECK (
    CASE scope_kind
      WHEN 'platform' THEN organization_id IS NULL AND department_id IS NULL AND project_id IS NULL
      WHEN 'organization' THEN organization_id IS NOT NULL AND department_id IS NULL AND project_id IS NULL
      WHEN 'department' THEN organization_id IS NOT NULL AND department_id IS NOT NULL AND project_id IS NULL
      WHEN 'project' THEN organization_id IS NOT NULL AND department_id IS NULL AND project_id IS NOT NULL
      ELSE false
    END);
CREATE UNIQUE INDEX iam_role_binding_live ON iam_role_binding
  (principal_id, role, effect, scope_kind, organization_id, department_id, project_id) NULLS NOT DISTINCT
  WHERE revoked_at IS NULL;
REVOKE DELETE, TRUNCATE ON iam_role_binding, iam_user, iam_principal, iam_organization, iam_project, iam_department FROM gpuaas_app;
ALTER TABLE iam_invitation
  ADD CONSTRAINT iam_invitation_purpose CHECK (purpose IN ('setup', 'member', 'organization_owner'));
