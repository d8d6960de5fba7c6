// SPDX-License-Identifier: MIT
// For tests: with KERNLINK_TEST_KILL=N the process ends behind step N, with KERNLINK_TEST_KILL=N.5
// within the next one, if that makes a link, behind its creation.
#ifndef KLD_DIE_H
#define KLD_DIE_H

void kld_die_behind_step(void);
void kld_die_within_step(void);

#endif
