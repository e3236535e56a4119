CREATE TABLE "control_orders" (
	"session_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"revision" integer NOT NULL,
	"limit_per_minute" integer,
	"by" text NOT NULL,
	"reason" text,
	"at" timestamp (3) with time zone NOT NULL,
	"action_id" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "guard_acks" (
	"session_id" text NOT NULL,
	"ordered_session_id" text NOT NULL,
	"revision" integer NOT NULL,
	"ack" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "guard_acks_ordered_session_id_revision_session_id_pk" PRIMARY KEY("ordered_session_id","revision","session_id")
);
--> statement-breakpoint
CREATE TABLE "guard_contacts" (
	"session_id" text PRIMARY KEY NOT NULL,
	"seen_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "places" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"asked_in" text,
	"channel_id" text,
	"thread_ts" text,
	"own_channel_id" text
);
--> statement-breakpoint
CREATE TABLE "posts" (
	"delivery_id" text PRIMARY KEY NOT NULL,
	"incident_id" text,
	"channel_id" text NOT NULL,
	"thread_ts" text,
	"ts" text,
	"attempts" integer DEFAULT 0 NOT NULL,
	"shown_revision" integer,
	"shown_at" timestamp (3) with time zone,
	"held_until" timestamp (3) with time zone
);
--> statement-breakpoint
CREATE TABLE "reversals" (
	"incident_id" text NOT NULL,
	"number" integer NOT NULL,
	"entry_key" text NOT NULL,
	"entry" jsonb NOT NULL,
	"listed" boolean DEFAULT true NOT NULL,
	"plan" text,
	"owner" text,
	"done_by" text,
	"done_at" timestamp (3) with time zone,
	CONSTRAINT "reversals_incident_id_number_pk" PRIMARY KEY("incident_id","number")
);
--> statement-breakpoint
CREATE TABLE "postmortems" (
	"incident_id" text PRIMARY KEY NOT NULL,
	"state" text NOT NULL,
	"owner" text,
	"due_at" timestamp (3) with time zone NOT NULL,
	"revision" integer NOT NULL,
	"text" text NOT NULL,
	"rendered" text NOT NULL,
	"ticks" jsonb NOT NULL,
	"published_at" timestamp (3) with time zone,
	"url" text,
	"closed_by" text,
	"closed_at" timestamp (3) with time zone,
	"reason" text,
	"snoozes" integer DEFAULT 0 NOT NULL
);
--> statement-breakpoint
CREATE TABLE "reminders" (
	"incident_id" text NOT NULL,
	"step" text NOT NULL,
	"due_at" timestamp (3) with time zone NOT NULL,
	"sent_at" timestamp (3) with time zone,
	"cancelled_at" timestamp (3) with time zone,
	CONSTRAINT "reminders_incident_id_step_pk" PRIMARY KEY("incident_id","step")
);
--> statement-breakpoint
CREATE TABLE "secrets" (
	"name" text PRIMARY KEY NOT NULL,
	"value" text NOT NULL
);
--> statement-breakpoint
CREATE TABLE "captures" (
	"id" text PRIMARY KEY NOT NULL,
	"incident_id" text NOT NULL,
	"session_id" text NOT NULL,
	"number" integer NOT NULL,
	"request_key" text NOT NULL,
	"taken_at" timestamp (3) with time zone NOT NULL,
	"source" text NOT NULL,
	"sha256" text NOT NULL,
	"bytes" bigint NOT NULL,
	"events" integer NOT NULL,
	"after_kill" integer,
	"content" "bytea" NOT NULL,
	"keep_until" timestamp (3) with time zone NOT NULL,
	CONSTRAINT "captures_request_key_unique" UNIQUE("request_key")
);
--> statement-breakpoint
CREATE TABLE "session_stats" (
	"session_id" text PRIMARY KEY NOT NULL,
	"session_type" text,
	"cost_usd" double precision,
	"tokens" bigint,
	"steps" integer NOT NULL,
	"mode" text NOT NULL,
	"fingerprint" text,
	"ended_at" timestamp (3) with time zone,
	"analyzed_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
CREATE TABLE "sessions" (
	"session_id" text PRIMARY KEY NOT NULL,
	"session_type" text,
	"agent" text,
	"parent_session_id" text,
	"first_at" timestamp (3) with time zone NOT NULL,
	"last_at" timestamp (3) with time zone NOT NULL,
	"events" integer NOT NULL
);
--> statement-breakpoint
CREATE TABLE "trace_events" (
	"id" bigserial PRIMARY KEY NOT NULL,
	"session_id" text NOT NULL,
	"step" integer NOT NULL,
	"digest" text NOT NULL,
	"event" jsonb NOT NULL,
	"received_at" timestamp (3) with time zone NOT NULL
);
--> statement-breakpoint
ALTER TABLE "incidents" ADD COLUMN "wrong_output_step" integer;--> statement-breakpoint
ALTER TABLE "timeline" ADD COLUMN "ref" text;--> statement-breakpoint
ALTER TABLE "places" ADD CONSTRAINT "places_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "posts" ADD CONSTRAINT "posts_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reversals" ADD CONSTRAINT "reversals_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "postmortems" ADD CONSTRAINT "postmortems_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "reminders" ADD CONSTRAINT "reminders_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "captures" ADD CONSTRAINT "captures_incident_id_incidents_id_fk" FOREIGN KEY ("incident_id") REFERENCES "public"."incidents"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "posts_incident" ON "posts" USING btree ("incident_id");--> statement-breakpoint
CREATE INDEX "posts_place" ON "posts" USING btree ("channel_id","ts");--> statement-breakpoint
CREATE UNIQUE INDEX "reversals_entry" ON "reversals" USING btree ("incident_id","entry_key");--> statement-breakpoint
CREATE INDEX "postmortems_due" ON "postmortems" USING btree ("due_at");--> statement-breakpoint
CREATE INDEX "reminders_due" ON "reminders" USING btree ("due_at") WHERE sent_at is null and cancelled_at is null;--> statement-breakpoint
CREATE UNIQUE INDEX "captures_number" ON "captures" USING btree ("incident_id","number");--> statement-breakpoint
CREATE INDEX "captures_keep" ON "captures" USING btree ("keep_until");--> statement-breakpoint
CREATE INDEX "session_stats_type" ON "session_stats" USING btree ("session_type");--> statement-breakpoint
CREATE INDEX "session_stats_print" ON "session_stats" USING btree ("fingerprint");--> statement-breakpoint
CREATE INDEX "sessions_parent" ON "sessions" USING btree ("parent_session_id");--> statement-breakpoint
CREATE INDEX "sessions_last" ON "sessions" USING btree ("last_at");--> statement-breakpoint
CREATE UNIQUE INDEX "trace_events_once" ON "trace_events" USING btree ("session_id","digest");--> statement-breakpoint
CREATE INDEX "trace_events_order" ON "trace_events" USING btree ("session_id","step","id");--> statement-breakpoint
CREATE INDEX "trace_events_received" ON "trace_events" USING btree ("received_at");