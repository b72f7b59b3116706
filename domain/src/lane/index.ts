/**
 * The rules of one lane, for the agent beside it to run at every scan (SPEC: LN, SF, AL).
 *
 * How to call it:
 *
 *   const context = { lane, rules: site.rules, stopped };          // `stopped`: a Set that the agent keeps up to date
 *   const image = blankLaneImage(lane, barrierReadings);           // one for each lane, written into at every scan
 *   let state = startLane(context, { boot, now, memory });         // memory: what `memoryOf` gave last, from disk, or null
 *   every scan (50 ms or less, and at once when an input arrives):
 *     const step = stepLane(context, state, { image, inputs, now });   // now: monotonic milliseconds
 *     state = step.state;
 *     // 1. append step.facts to the journal; if memoryChanged(before, state), store memoryOf(state, now) with them
 *     // 2. carry out step.outputs, in order
 *
 * `stepLane` never changes what it is given, but keeps nothing of `image`: it may be reused. When nothing
 * changed and nothing is due, it gives back the same state and two empty arrays, and does no more work than
 * comparing the image. A reading that is silent or older than its greatest age is null in the image: that is
 * the agent's work, and all that the rules know of age. Whole-state reports: `laneTruths(context, state)`.
 * One `fire` fact comes from every lane; the agent journals the first of a latch.
 */

export * from './image.ts';
export * from './start.ts';
export * from './state.ts';
export * from './step.ts';
export * from './truths.ts';
export * from './types.ts';
