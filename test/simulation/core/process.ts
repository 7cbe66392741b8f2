import { beginLife, type Life, type LifeControl, type World } from "./life.ts";

/** One process of the engine: it runs, stands still, dies and is started again, by the hand of the nemesis. */
export interface SimulatedProcess<App> {
  readonly name: string;
  /** How far its queue's clock is from the true time: BullMQ trusts the wall clock of each worker (reliability.md 2.4). */
  readonly queueSkewMs: number;
  /** What runs in it now; null while it is down. */
  running(): { app: App; life: Life } | null;
  /** Whether it makes progress: up, and not frozen. */
  isHealthy(): boolean;
  start(): void;
  crash(why: string): void;
  /** SIGTERM: takes nothing more on, may finish what it has begun, and is started again. */
  restart(ms: number): void;
  /** SIGSTOP for so long: it neither works nor dies, and goes on as if nothing had been. */
  freeze(ms: number): void;
  thawsAt(): number;
}

export interface ProcessOptions<App> {
  name: string;
  /** How far its own clock is from the true time. */
  skewMs: number;
  queueSkewMs: number;
  /** Puts the handlers together for a new life. */
  boot: (life: Life) => App;
  /** Told to an app whose process is to end. */
  stop: (app: App) => void;
  /** Milliseconds from a crash to the next start. */
  drawDownMs: () => number;
  /** Called whenever it starts, dies, freezes or thaws. */
  onChange: () => void;
}

export function createProcess<App>(
  world: World,
  options: ProcessOptions<App>,
): SimulatedProcess<App> {
  const { scheduler, trace } = world;
  const { name, skewMs, queueSkewMs, boot, stop, drawDownMs, onChange } = options;
  let current: { app: App; control: LifeControl } | null = null;
  let generation = 0;
  let thawsAt = 0;
  let isStopping = false;

  const start = (): void => {
    if (current !== null) return;
    generation += 1;
    const control = beginLife(world, {
      name: `${name}.${generation}`,
      skewMs,
      crash,
      thawsAt: () => thawsAt,
    });
    current = { app: boot(control.life), control };
    trace.note(name, "start", String(generation));
    onChange();
  };

  const crash = (why: string): void => {
    if (current === null) return;
    trace.note(name, "crash", why);
    const { control } = current;
    current = null;
    thawsAt = 0;
    isStopping = false;
    control.die();
    onChange();
    scheduler.after(drawDownMs(), start);
  };

  return {
    name,
    queueSkewMs,
    running: () =>
      isStopping ? null : current && { app: current.app, life: current.control.life },
    isHealthy: () => current !== null && !isStopping && thawsAt <= scheduler.now(),
    start,
    crash,
    restart(ms) {
      if (current === null || isStopping) return;
      trace.note(name, "stop", `${ms} ms`);
      const { app, control } = current;
      isStopping = true;
      stop(app);
      onChange();
      scheduler.after(ms, () => {
        if (control.life.isAlive()) crash("stopped");
      });
    },
    freeze(ms) {
      if (current === null) return;
      trace.note(name, "freeze", `${ms} ms`);
      thawsAt = scheduler.now() + ms;
      onChange();
      scheduler.after(ms, onChange);
    },
    thawsAt: () => thawsAt,
  };
}
