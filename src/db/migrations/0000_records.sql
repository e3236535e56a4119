CREATE TABLE "checklist_items" (
	"incident_id" text NOT NULL,
	"position" integer NOT NULL,
	"name" text NOT NULL,
	"state" text NOT NULL,
	"owner" text,
	"started_at" timestamp (3) with time zone,
	"finished_at" timestamp (3) with time zone,
	"reason" text,
	CONSTRAINT "checklist_items_incident_id_name_pk" PRIMARY KEY("incident_id","name")
);
--> statement-breakpoint
CREATE TABLE "containment_actions" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"kind" text NOT NULL,
	"target" text NOT NULL,
	"card_revision" integer NOT NULL,
	"provider" text NOT NULL,
	"state" text NOT NULL,
	"plan" jsonb NOT NULL,
	"limit_per_minute" integer,
	"needs_approval" boolean NOT NULL,
	"approved_by" text,
	"undo_requested_by" text,
	"requested_by" text NOT NULL,
	"requested_at" timestamp (3) with time zone NOT NULL,
	"changed_at" timestamp (3) with time zone NOT NULL,
	"detail" text
);
--> statement-breakpoint
CREATE TABLE "inbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"dedupe_key" text NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"processed_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "inbox_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "incidents" (
	"id" text PRIMARY KEY NOT NULL,
	"number" integer GENERATED ALWAYS AS IDENTITY (sequence name "incidents_number_seq" INCREMENT BY 1 MINVALUE 1 MAXVALUE 2147483647 START WITH 1 CACHE 1),
	"session_id" text NOT NULL,
	"status" text NOT NULL,
	"opened_by" text NOT NULL,
	"opened_at" timestamp (3) with time zone NOT NULL,
	"resolved_at" timestamp (3) with time zone,
	"commander" text,
	"report" jsonb,
	"report_problem" text,
	"mode_override" jsonb,
	"origin_override" jsonb,
	"root_cause" text,
	"revision" integer NOT NULL,
	"request_key" text NOT NULL,
	CONSTRAINT "incidents_number_unique" UNIQUE("number"),
	CONSTRAINT "incidents_request_key_unique" UNIQUE("request_key")
);
--> statement-breakpoint
CREATE TABLE "outbox" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"kind" text NOT NULL,
	"payload" jsonb NOT NULL,
	"dedupe_key" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"attempts" integer DEFAULT 0 NOT NULL,
	"done_at" timestamp (3) with time zone,
	"last_error" text,
	CONSTRAINT "outbox_dedupe_key_unique" UNIQUE("dedupe_key")
);
--> statement-breakpoint
CREATE TABLE "timeline" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"at" timestamp (3) with time zone NOT NULL,
	"by" text NOT NULL,
	"type" text NOT NULL,
	"text" text NOT NULL,
	"event_key" text
);
--> statement-breakpoint
ALTER TABLE "checklist_items" ADD CONSTRAINT "checklist_items_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "containment_actions" ADD CONSTRAINT "containment_actions_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "timeline" ADD CONSTRAINT "timeline_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "containment_actions_identity" ON "containment_actions" USING btree ("incident_id","kind","target","card_revision");--> statement-breakpoint
CREATE INDEX "inbox_due" ON "inbox" USING btree ("due_at","id") WHERE processed_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "incidents_one_open_per_session" ON "incidents" USING btree ("session_id") WHERE status = 'open';--> statement-breakpoint
CREATE INDEX "outbox_due" ON "outbox" USING btree ("due_at","id") WHERE done_at is null;--> statement-breakpoint
CREATE INDEX "timeline_incident" ON "timeline" USING btree ("incident_id","id");--> statement-breakpoint
CREATE UNIQUE INDEX "timeline_event_key" ON "timeline" USING btree ("incident_id","event_key");