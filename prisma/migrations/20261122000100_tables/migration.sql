-- Every table of the first release, one file of models per domain. Defences (triggers, checks, grants) follow in the
-- migrations after it, a migration per domain.

-- CreateTable
CREATE TABLE "audit_entry" (
    "id" UUID NOT NULL,
    "seq" BIGSERIAL NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "organization_id" UUID,
    "department_id" UUID,
    "project_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "actor_name" TEXT NOT NULL,
    "actor_role" TEXT,
    "action" TEXT NOT NULL,
    "target_kind" TEXT NOT NULL,
    "target_id" TEXT,
    "target_name" TEXT,
    "result" TEXT NOT NULL,
    "reason" TEXT,
    "correlation_id" TEXT NOT NULL,
    "metadata" JSONB NOT NULL,
    "ip_address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "audit_entry_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_account" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "mode" TEXT NOT NULL DEFAULT 'prepaid',
    "credit_limit_micros" BIGINT NOT NULL DEFAULT 0,
    "balance_state" TEXT NOT NULL DEFAULT 'healthy',
    "last_seq" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_ledger_account" (
    "id" UUID NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "product" TEXT NOT NULL DEFAULT '',
    "currency" CHAR(3) NOT NULL,
    "is_guarded" BOOLEAN NOT NULL,
    "floor_micros" BIGINT NOT NULL DEFAULT 0,
    "balance_micros" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_ledger_account_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_ledger_transaction" (
    "id" UUID NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "seq" BIGINT NOT NULL,
    "encoding_version" SMALLINT NOT NULL,
    "kind" TEXT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "idempotency_key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "entry_count" INTEGER NOT NULL,
    "reverses_id" UUID,
    "actor_kind" TEXT NOT NULL,
    "actor_id" UUID,
    "correlation_id" TEXT NOT NULL,
    "reason" TEXT,

    CONSTRAINT "billing_ledger_transaction_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_ledger_entry" (
    "transaction_id" UUID NOT NULL,
    "line_no" INTEGER NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "ledger_account_id" UUID NOT NULL,
    "amount_micros" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID,
    "project_id" UUID,
    "actor_id" UUID,
    "product" TEXT,
    "resource_id" UUID,
    "unit" TEXT,
    "quantity" BIGINT,
    "price_snapshot_id" UUID,
    "hold_id" UUID,

    CONSTRAINT "billing_ledger_entry_pkey" PRIMARY KEY ("transaction_id","line_no")
);

-- CreateTable
CREATE TABLE "billing_hold" (
    "id" UUID NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "placed_micros" BIGINT NOT NULL,
    "captured_micros" BIGINT NOT NULL DEFAULT 0,
    "released_micros" BIGINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "billing_hold_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_price_book" (
    "id" UUID NOT NULL,
    "version" INTEGER NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "effective_from" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,

    CONSTRAINT "billing_price_book_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_price_rate" (
    "price_book_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "micros_per_hour" BIGINT NOT NULL,

    CONSTRAINT "billing_price_rate_pkey" PRIMARY KEY ("price_book_id","sku","unit")
);

-- CreateTable
CREATE TABLE "billing_price_snapshot" (
    "id" UUID NOT NULL,
    "price_book_id" UUID NOT NULL,
    "sku" TEXT NOT NULL,
    "unit" TEXT NOT NULL,
    "micros_per_hour" BIGINT NOT NULL,
    "multiplier" INTEGER NOT NULL DEFAULT 1,
    "currency" CHAR(3) NOT NULL,
    "taken_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "billing_price_snapshot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_meter_event" (
    "id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),
    "source" TEXT NOT NULL,
    "source_event_id" TEXT,

    CONSTRAINT "billing_meter_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_meter_cursor" (
    "resource_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "actor_id" UUID NOT NULL,
    "product" TEXT NOT NULL,
    "price_snapshot_id" UUID NOT NULL,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "through" TIMESTAMPTZ(3) NOT NULL,
    "stop_at" TIMESTAMPTZ(3),
    "closed_at" TIMESTAMPTZ(3),
    "remainder" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "billing_meter_cursor_pkey" PRIMARY KEY ("resource_id","unit")
);

-- CreateTable
CREATE TABLE "billing_usage_record" (
    "id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "unit" TEXT NOT NULL,
    "start_at" TIMESTAMPTZ(3) NOT NULL,
    "end_at" TIMESTAMPTZ(3) NOT NULL,
    "quantity" BIGINT NOT NULL,
    "price_snapshot_id" UUID NOT NULL,
    "charge_micros" BIGINT NOT NULL,
    "remainder_before" BIGINT NOT NULL,
    "remainder_after" BIGINT NOT NULL,
    "billing_account_id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "actor_id" UUID NOT NULL,
    "product" TEXT NOT NULL,
    "transaction_id" UUID NOT NULL,
    "booked_at" TIMESTAMPTZ(3) NOT NULL DEFAULT clock_timestamp(),

    CONSTRAINT "billing_usage_record_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "billing_budget" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "scope_kind" TEXT NOT NULL,
    "scope_id" UUID NOT NULL,
    "period" TEXT NOT NULL DEFAULT 'monthly',
    "amount_micros" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "is_hard" BOOLEAN NOT NULL DEFAULT true,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "billing_budget_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gpuaas_node" (
    "id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "driver" TEXT NOT NULL,
    "region" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "state_reason" TEXT,
    "cpu_millis" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "disk_mib" INTEGER NOT NULL,
    "isolation" JSONB NOT NULL,
    "runtime_version" TEXT NOT NULL,
    "runtime_id" TEXT NOT NULL,
    "enrolled_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3),
    "last_event_seq" BIGINT NOT NULL DEFAULT 0,

    CONSTRAINT "gpuaas_node_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gpuaas_slot" (
    "id" UUID NOT NULL,
    "node_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "ordinal" INTEGER NOT NULL,
    "gpu_uuid" TEXT,
    "gpu_model" TEXT,
    "gpu_memory_mib" INTEGER,
    "numa_node" INTEGER NOT NULL DEFAULT 0,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "state" TEXT NOT NULL DEFAULT 'free',
    "allocation_id" UUID,
    "workspace_id" TEXT,
    "claimed_at" TIMESTAMPTZ(3),
    "health_reason" TEXT,
    "blocked_reason" TEXT,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "gpuaas_slot_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gpuaas_sku" (
    "id" UUID NOT NULL,
    "code" TEXT NOT NULL,
    "family" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "shape" TEXT NOT NULL,
    "gpu_model" TEXT,
    "gpu_count" INTEGER NOT NULL DEFAULT 0,
    "cpu_millis" INTEGER NOT NULL,
    "memory_mib" INTEGER NOT NULL,
    "disk_mib" INTEGER NOT NULL,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "retired_at" TIMESTAMPTZ(3),

    CONSTRAINT "gpuaas_sku_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gpuaas_allocation" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "owner_id" UUID NOT NULL,
    "name" TEXT NOT NULL,
    "sku_id" UUID NOT NULL,
    "image" TEXT NOT NULL,
    "disk_mib" INTEGER NOT NULL,
    "state" TEXT NOT NULL,
    "reason_code" TEXT,
    "reason_text" TEXT,
    "node_id" UUID,
    "price_snapshot_id" UUID NOT NULL,
    "micros_per_hour" BIGINT NOT NULL,
    "currency" CHAR(3) NOT NULL,
    "is_simulated" BOOLEAN NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "attempt" INTEGER NOT NULL DEFAULT 1,
    "lease_until" TIMESTAMPTZ(3),
    "is_forced" BOOLEAN NOT NULL DEFAULT false,
    "correlation_id" TEXT NOT NULL,
    "requested_at" TIMESTAMPTZ(3) NOT NULL,
    "active_at" TIMESTAMPTZ(3),
    "release_accepted_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "gpuaas_allocation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "gpuaas_allocation_step" (
    "allocation_id" UUID NOT NULL,
    "seq" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "message" TEXT,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),
    "actor_id" UUID,
    "correlation_id" TEXT NOT NULL,

    CONSTRAINT "gpuaas_allocation_step_pkey" PRIMARY KEY ("allocation_id","seq")
);

-- CreateTable
CREATE TABLE "gpuaas_metric_sample" (
    "allocation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "cpu_percent" REAL,
    "memory_bytes" BIGINT,
    "disk_bytes" BIGINT,
    "process_count" INTEGER,
    "gpu_util_percent" REAL,
    "gpu_memory_bytes" BIGINT,
    "gpu_power_watts" REAL,
    "gpu_temperature_c" REAL,
    "is_simulated" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "gpuaas_metric_sample_pkey" PRIMARY KEY ("allocation_id","at")
) PARTITION BY RANGE ("at");

-- CreateTable
CREATE TABLE "iam_organization" (
    "id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "kind" TEXT NOT NULL DEFAULT 'enterprise',
    "time_zone" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_organization_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_department" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "is_default" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_department_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_project" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "department_id" UUID NOT NULL,
    "slug" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "archived_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_project_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_principal" (
    "id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "organization_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "iam_principal_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_user" (
    "id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "password_hash" TEXT,
    "is_demo" BOOLEAN NOT NULL DEFAULT false,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "disabled_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_user_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_identity" (
    "issuer" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "user_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "iam_identity_pkey" PRIMARY KEY ("issuer","subject")
);

-- CreateTable
CREATE TABLE "iam_organization_member" (
    "organization_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,
    "removed_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_organization_member_pkey" PRIMARY KEY ("organization_id","user_id")
);

-- CreateTable
CREATE TABLE "iam_role_binding" (
    "id" UUID NOT NULL,
    "principal_id" UUID NOT NULL,
    "role" TEXT NOT NULL,
    "effect" TEXT NOT NULL DEFAULT 'allow',
    "scope_kind" TEXT NOT NULL,
    "organization_id" UUID,
    "department_id" UUID,
    "project_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_by_id" UUID,

    CONSTRAINT "iam_role_binding_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_invitation" (
    "id" UUID NOT NULL,
    "purpose" TEXT NOT NULL,
    "token_hash" BYTEA NOT NULL,
    "organization_id" UUID,
    "organization_name" TEXT,
    "email" TEXT,
    "role" TEXT,
    "scope_kind" TEXT,
    "department_id" UUID,
    "project_id" UUID,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "created_by_id" UUID,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used_by_id" UUID,
    "revoked_at" TIMESTAMPTZ(3),

    CONSTRAINT "iam_invitation_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_session" (
    "id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "method" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "last_seen_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "revoked_at" TIMESTAMPTZ(3),
    "revoked_reason" TEXT,
    "ip_address" TEXT,
    "user_agent" TEXT,

    CONSTRAINT "iam_session_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "iam_sign_in_throttle" (
    "key" TEXT NOT NULL,
    "window_start_at" TIMESTAMPTZ(3) NOT NULL,
    "failure_count" INTEGER NOT NULL,

    CONSTRAINT "iam_sign_in_throttle_pkey" PRIMARY KEY ("key")
);

-- CreateTable
CREATE TABLE "runtime_surface" (
    "id" UUID NOT NULL,
    "organization_id" UUID NOT NULL,
    "project_id" UUID NOT NULL,
    "resource_id" UUID NOT NULL,
    "kind" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "audience" TEXT NOT NULL,
    "auth_mode" TEXT NOT NULL,
    "target" JSONB NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "runtime_surface_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "runtime_terminal_ticket" (
    "token_hash" BYTEA NOT NULL,
    "surface_id" UUID NOT NULL,
    "user_id" UUID NOT NULL,
    "session_id" UUID NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "runtime_terminal_ticket_pkey" PRIMARY KEY ("token_hash")
);

-- CreateTable
CREATE TABLE "shared_outbox_event" (
    "id" BIGSERIAL NOT NULL,
    "event_id" UUID NOT NULL,
    "type" TEXT NOT NULL,
    "version" INTEGER NOT NULL,
    "occurred_at" TIMESTAMPTZ(3) NOT NULL,
    "correlation_id" TEXT NOT NULL,
    "organization_id" UUID,
    "project_id" UUID,
    "user_id" UUID,
    "payload" JSONB NOT NULL,
    "published_at" TIMESTAMPTZ(3),

    CONSTRAINT "shared_outbox_event_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "shared_idempotency_key" (
    "principal_id" UUID NOT NULL,
    "procedure" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "body_hash" BYTEA NOT NULL,
    "answer" JSONB,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "shared_idempotency_key_pkey" PRIMARY KEY ("principal_id","procedure","key")
);

-- CreateIndex
CREATE UNIQUE INDEX "audit_entry_seq_key" ON "audit_entry"("seq");

-- CreateIndex
CREATE INDEX "audit_entry_organization_id_seq_idx" ON "audit_entry"("organization_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_project_id_seq_idx" ON "audit_entry"("project_id", "seq" DESC);

-- CreateIndex
CREATE INDEX "audit_entry_correlation_id_idx" ON "audit_entry"("correlation_id");

-- CreateIndex
CREATE INDEX "audit_entry_target_id_seq_idx" ON "audit_entry"("target_id", "seq" DESC);

-- CreateIndex
CREATE UNIQUE INDEX "billing_account_organization_id_key" ON "billing_account"("organization_id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_ledger_account_billing_account_id_kind_product_key" ON "billing_ledger_account"("billing_account_id", "kind", "product");

-- CreateIndex
CREATE UNIQUE INDEX "billing_ledger_account_id_billing_account_id_key" ON "billing_ledger_account"("id", "billing_account_id");

-- CreateIndex
CREATE INDEX "billing_ledger_transaction_billing_account_id_occurred_at_idx" ON "billing_ledger_transaction"("billing_account_id", "occurred_at");

-- CreateIndex
CREATE UNIQUE INDEX "billing_ledger_transaction_billing_account_id_seq_key" ON "billing_ledger_transaction"("billing_account_id", "seq");

-- CreateIndex
CREATE UNIQUE INDEX "billing_ledger_transaction_billing_account_id_idempotency_k_key" ON "billing_ledger_transaction"("billing_account_id", "idempotency_key");

-- CreateIndex
CREATE UNIQUE INDEX "billing_ledger_transaction_reverses_id_key" ON "billing_ledger_transaction"("reverses_id");

-- CreateIndex
CREATE INDEX "billing_ledger_entry_ledger_account_id_transaction_id_idx" ON "billing_ledger_entry"("ledger_account_id", "transaction_id");

-- CreateIndex
CREATE INDEX "billing_ledger_entry_resource_id_idx" ON "billing_ledger_entry"("resource_id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_hold_resource_id_key" ON "billing_hold"("resource_id");

-- CreateIndex
CREATE INDEX "billing_hold_billing_account_id_closed_at_idx" ON "billing_hold"("billing_account_id", "closed_at");

-- CreateIndex
CREATE INDEX "billing_hold_project_id_closed_at_idx" ON "billing_hold"("project_id", "closed_at");

-- CreateIndex
CREATE UNIQUE INDEX "billing_price_book_version_key" ON "billing_price_book"("version");

-- CreateIndex
CREATE UNIQUE INDEX "billing_meter_event_source_event_id_key" ON "billing_meter_event"("source_event_id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_meter_event_resource_id_kind_key" ON "billing_meter_event"("resource_id", "kind");

-- CreateIndex
CREATE INDEX "billing_meter_cursor_billing_account_id_closed_at_idx" ON "billing_meter_cursor"("billing_account_id", "closed_at");

-- CreateIndex
CREATE INDEX "billing_usage_record_project_id_start_at_idx" ON "billing_usage_record"("project_id", "start_at");

-- CreateIndex
CREATE INDEX "billing_usage_record_organization_id_start_at_idx" ON "billing_usage_record"("organization_id", "start_at");

-- CreateIndex
CREATE INDEX "billing_usage_record_transaction_id_idx" ON "billing_usage_record"("transaction_id");

-- CreateIndex
CREATE UNIQUE INDEX "billing_usage_record_resource_id_unit_start_at_key" ON "billing_usage_record"("resource_id", "unit", "start_at");

-- CreateIndex
CREATE INDEX "billing_budget_organization_id_scope_kind_scope_id_idx" ON "billing_budget"("organization_id", "scope_kind", "scope_id");

-- CreateIndex
CREATE UNIQUE INDEX "gpuaas_node_name_key" ON "gpuaas_node"("name");

-- CreateIndex
CREATE INDEX "gpuaas_slot_allocation_id_idx" ON "gpuaas_slot"("allocation_id");

-- CreateIndex
CREATE UNIQUE INDEX "gpuaas_slot_node_id_kind_ordinal_key" ON "gpuaas_slot"("node_id", "kind", "ordinal");

-- CreateIndex
CREATE UNIQUE INDEX "gpuaas_sku_code_key" ON "gpuaas_sku"("code");

-- CreateIndex
CREATE INDEX "gpuaas_allocation_organization_id_requested_at_idx" ON "gpuaas_allocation"("organization_id", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "gpuaas_allocation_project_id_requested_at_idx" ON "gpuaas_allocation"("project_id", "requested_at" DESC);

-- CreateIndex
CREATE INDEX "gpuaas_allocation_owner_id_state_idx" ON "gpuaas_allocation"("owner_id", "state");

-- CreateIndex
CREATE INDEX "gpuaas_allocation_state_idx" ON "gpuaas_allocation"("state");

-- CreateIndex
CREATE UNIQUE INDEX "iam_organization_slug_key" ON "iam_organization"("slug");

-- CreateIndex
CREATE UNIQUE INDEX "iam_department_organization_id_slug_key" ON "iam_department"("organization_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "iam_department_id_organization_id_key" ON "iam_department"("id", "organization_id");

-- CreateIndex
CREATE INDEX "iam_project_department_id_idx" ON "iam_project"("department_id");

-- CreateIndex
CREATE UNIQUE INDEX "iam_project_organization_id_slug_key" ON "iam_project"("organization_id", "slug");

-- CreateIndex
CREATE UNIQUE INDEX "iam_user_email_key" ON "iam_user"("email");

-- CreateIndex
CREATE INDEX "iam_organization_member_user_id_idx" ON "iam_organization_member"("user_id");

-- CreateIndex
CREATE INDEX "iam_role_binding_principal_id_idx" ON "iam_role_binding"("principal_id");

-- CreateIndex
CREATE INDEX "iam_role_binding_organization_id_principal_id_idx" ON "iam_role_binding"("organization_id", "principal_id");

-- CreateIndex
CREATE UNIQUE INDEX "iam_invitation_token_hash_key" ON "iam_invitation"("token_hash");

-- CreateIndex
CREATE INDEX "iam_invitation_organization_id_created_at_idx" ON "iam_invitation"("organization_id", "created_at");

-- CreateIndex
CREATE INDEX "iam_session_user_id_revoked_at_idx" ON "iam_session"("user_id", "revoked_at");

-- CreateIndex
CREATE INDEX "runtime_surface_project_id_idx" ON "runtime_surface"("project_id");

-- CreateIndex
CREATE UNIQUE INDEX "runtime_surface_resource_id_kind_name_key" ON "runtime_surface"("resource_id", "kind", "name");

-- CreateIndex
CREATE INDEX "runtime_terminal_ticket_expires_at_idx" ON "runtime_terminal_ticket"("expires_at");

-- CreateIndex
CREATE UNIQUE INDEX "shared_outbox_event_event_id_key" ON "shared_outbox_event"("event_id");

-- CreateIndex
CREATE INDEX "shared_idempotency_key_expires_at_idx" ON "shared_idempotency_key"("expires_at");

-- AddForeignKey
ALTER TABLE "billing_ledger_account" ADD CONSTRAINT "billing_ledger_account_billing_account_id_fkey" FOREIGN KEY ("billing_account_id") REFERENCES "billing_account"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "billing_price_rate" ADD CONSTRAINT "billing_price_rate_price_book_id_fkey" FOREIGN KEY ("price_book_id") REFERENCES "billing_price_book"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gpuaas_slot" ADD CONSTRAINT "gpuaas_slot_node_id_fkey" FOREIGN KEY ("node_id") REFERENCES "gpuaas_node"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gpuaas_allocation" ADD CONSTRAINT "gpuaas_allocation_sku_id_fkey" FOREIGN KEY ("sku_id") REFERENCES "gpuaas_sku"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "gpuaas_allocation_step" ADD CONSTRAINT "gpuaas_allocation_step_allocation_id_fkey" FOREIGN KEY ("allocation_id") REFERENCES "gpuaas_allocation"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_department" ADD CONSTRAINT "iam_department_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "iam_organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_project" ADD CONSTRAINT "iam_project_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "iam_organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_project" ADD CONSTRAINT "iam_project_department_id_organization_id_fkey" FOREIGN KEY ("department_id", "organization_id") REFERENCES "iam_department"("id", "organization_id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_user" ADD CONSTRAINT "iam_user_id_fkey" FOREIGN KEY ("id") REFERENCES "iam_principal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_identity" ADD CONSTRAINT "iam_identity_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "iam_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_organization_member" ADD CONSTRAINT "iam_organization_member_organization_id_fkey" FOREIGN KEY ("organization_id") REFERENCES "iam_organization"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_organization_member" ADD CONSTRAINT "iam_organization_member_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "iam_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_role_binding" ADD CONSTRAINT "iam_role_binding_principal_id_fkey" FOREIGN KEY ("principal_id") REFERENCES "iam_principal"("id") ON DELETE RESTRICT ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "iam_session" ADD CONSTRAINT "iam_session_user_id_fkey" FOREIGN KEY ("user_id") REFERENCES "iam_user"("id") ON DELETE RESTRICT ON UPDATE CASCADE;


