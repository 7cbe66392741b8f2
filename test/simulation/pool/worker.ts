import { parentPort } from "node:worker_threads";
import { bugNamed } from "../bugs/catalogue.ts";
import { simulate, type RunReport } from "../simulate.ts";
import type { Task, TaskResult } from "./task.ts";

/*
 * One thread of the pool: takes a task at a time, each run with nothing else in the thread's event loop.
 */
parentPort?.on("message", (task: Task) => {
  void perform(task).then((reports) => {
    parentPort?.postMessage({ task, reports } satisfies TaskResult);
  });
});

async function perform(task: Task): Promise<RunReport[]> {
  const sabotage = task.bug === null ? {} : { sabotage: bugNamed(task.bug) };
  if (task.kind === "run") {
    const reports: RunReport[] = [];
    for (const seed of task.seeds) reports.push(await simulate(seed, sabotage));
    return reports;
  }
  for (let seed = task.from; ; seed += task.step) {
    const report = await simulate(seed, sabotage);
    const isLast = seed + task.step >= task.from + task.seedsMax * task.step;
    if (report.violations.length > 0 || isLast) return [report];
  }
}
