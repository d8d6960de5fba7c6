// SPDX-License-Identifier: MIT
// Programs for the tracer to look at: the test starts itself again with one of these names.
#ifndef TRACE_CHILD_H
#define TRACE_CHILD_H

/** Runs the program that "--child NAME [ARGUMENT]" asks for, and ends. Returns without those. */
void trace_child(int argc, char **argv);

/* What "talk" sends and receives, in order: the number of records. */
#define TALK_RECORDS 13
#define TALK_PID     4242 /* its address, so that runs are alike */

#endif
