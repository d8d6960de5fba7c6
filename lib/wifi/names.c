// SPDX-License-Identifier: MIT
// Words for types of interfaces, widths, and the codes of IEEE 802.11 (tables 9-49 and 9-50).
#include "wifi.h"

#include <stdio.h>
#include <stdlib.h>
#include <strings.h>

struct name {
    uint16_t number;
    const char *name;  /* as scripts and the kernel's enum have it */
    const char *words; /* as iw prints it */
};

static const struct name iftypes[] = {
    {0, "unspecified", "unspecified"},
    {1, "adhoc", "IBSS"},
    {1, "ibss", NULL},
    {2, "station", "managed"},
    {2, "managed", NULL},
    {3, "ap", "AP"},
    {3, "__ap", NULL},
    {4, "ap_vlan", "AP/VLAN"},
    {5, "wds", "WDS"},
    {6, "monitor", "monitor"},
    {7, "mesh_point", "mesh point"},
    {7, "mesh", NULL},
    {7, "mp", NULL},
    {8, "p2p_client", "P2P-client"},
    {9, "p2p_go", "P2P-GO"},
    {10, "p2p_device", "P2P-device"},
    {10, "__p2pdev", NULL},
    {11, "ocb", "outside context of a BSS"},
    {12, "nan", "NAN"},
};

static const struct name widths[] = {
    {0, "20_noht", "20 MHz (no HT)"},
    {1, "20", "20 MHz"},
    {2, "40", "40 MHz"},
    {3, "80", "80 MHz"},
    {4, "80p80", "80+80 MHz"},
    {4, "80+80", NULL},
    {5, "160", "160 MHz"},
    {6, "5", "5 MHz"},
    {7, "10", "10 MHz"},
    {8, "1", "1 MHz"},
    {9, "2", "2 MHz"},
    {10, "4", "4 MHz"},
    {11, "8", "8 MHz"},
    {12, "16", "16 MHz"},
    {13, "320", "320 MHz"},
};

static const struct name statuses[] = {
    {0, NULL, "success"},
    {1, NULL, "unspecified failure"},
    {2, NULL, "TDLS wakeup schedule rejected, another is offered"},
    {3, NULL, "TDLS wakeup schedule rejected"},
    {5, NULL, "security disabled"},
    {6, NULL, "unacceptable lifetime"},
    {7, NULL, "not in the same BSS"},
    {10, NULL, "capabilities not supported"},
    {11, NULL, "no association to reassociate"},
    {12, NULL, "denied for another reason"},
    {13, NULL, "authentication algorithm not supported"},
    {14, NULL, "authentication out of sequence"},
    {15, NULL, "challenge failed (wrong key)"},
    {16, NULL, "authentication timed out"},
    {17, NULL, "access point is full"},
    {18, NULL, "basic rates not supported"},
    {19, NULL, "short preamble not supported"},
    {22, NULL, "spectrum management required"},
    {23, NULL, "power capability unacceptable"},
    {24, NULL, "supported channels unacceptable"},
    {25, NULL, "short slot time not supported"},
    {27, NULL, "HT required"},
    {28, NULL, "R0KH unreachable"},
    {29, NULL, "PCO transition required"},
    {30, NULL, "refused temporarily, try again later"},
    {31, NULL, "robust management frame policy violated"},
    {32, NULL, "unspecified QoS failure"},
    {33, NULL, "insufficient bandwidth for QoS"},
    {34, NULL, "poor channel conditions"},
    {35, NULL, "QoS required"},
    {37, NULL, "request declined"},
    {38, NULL, "invalid parameters"},
    {39, NULL, "rejected with suggested changes"},
    {40, NULL, "invalid element"},
    {41, NULL, "invalid group cipher"},
    {42, NULL, "invalid pairwise cipher"},
    {43, NULL, "invalid AKM"},
    {44, NULL, "RSN version not supported"},
    {45, NULL, "invalid RSN capabilities"},
    {46, NULL, "cipher rejected by policy"},
    {49, NULL, "no such direct link"},
    {51, NULL, "listen interval too large"},
    {52, NULL, "invalid FT action frame count"},
    {53, NULL, "invalid PMKID"},
    {54, NULL, "invalid mobility domain element"},
    {55, NULL, "invalid fast transition element"},
    {72, NULL, "invalid RSN element"},
    {76, NULL, "anti-clogging token required"},
    {77, NULL, "finite cyclic group not supported"},
    {78, NULL, "cannot find alternative TBTT"},
    {82, NULL, "rejected with suggested BSS transition"},
    {93, NULL, "out of memory or overloaded"},
    {104, NULL, "VHT required"},
    {112, NULL, "FILS authentication failed"},
    {113, NULL, "unknown authentication server"},
    {123, NULL, "unknown password identifier"},
    {124, NULL, "HE required"},
    {126, NULL, "SAE hash to element"},
    {127, NULL, "SAE public key"},
    {130, NULL, "denied: key identifier unknown"},
    {133, NULL, "EHT required"},
};

static const struct name reasons[] = {
    {1, NULL, "unspecified"},
    {2, NULL, "previous authentication no longer valid"},
    {3, NULL, "leaving"},
    {4, NULL, "inactivity"},
    {5, NULL, "access point is full"},
    {6, NULL, "class 2 frame from a station not authenticated"},
    {7, NULL, "class 3 frame from a station not associated"},
    {8, NULL, "leaving the BSS"},
    {9, NULL, "association without authentication"},
    {10, NULL, "power capability unacceptable"},
    {11, NULL, "supported channels unacceptable"},
    {12, NULL, "BSS transition"},
    {13, NULL, "invalid element"},
    {14, NULL, "MIC failure"},
    {15, NULL, "4-way handshake timed out (wrong key?)"},
    {16, NULL, "group key handshake timed out"},
    {17, NULL, "element differs in the 4-way handshake"},
    {18, NULL, "invalid group cipher"},
    {19, NULL, "invalid pairwise cipher"},
    {20, NULL, "invalid AKM"},
    {21, NULL, "RSN version not supported"},
    {22, NULL, "invalid RSN capabilities"},
    {23, NULL, "802.1X authentication failed"},
    {24, NULL, "cipher rejected by policy"},
    {25, NULL, "TDLS peer unreachable"},
    {26, NULL, "TDLS torn down"},
    {32, NULL, "unspecified QoS reason"},
    {33, NULL, "insufficient bandwidth for QoS"},
    {34, NULL, "too many frames unacknowledged"},
    {35, NULL, "outside of the granted airtime"},
    {36, NULL, "leaving the BSS or resetting"},
    {37, NULL, "stream or session no longer wanted"},
    {38, NULL, "frames without a session set up"},
    {39, NULL, "timed out"},
    {45, NULL, "peer does not support the cipher"},
    {52, NULL, "mesh peering cancelled"},
    {53, NULL, "mesh has its most peers"},
    {54, NULL, "mesh configuration differs"},
    {55, NULL, "mesh peering closed"},
    {56, NULL, "mesh retries exhausted"},
    {57, NULL, "mesh confirm timed out"},
    {58, NULL, "mesh group key invalid"},
    {59, NULL, "mesh parameters differ"},
    {60, NULL, "mesh security parameters invalid"},
    {61, NULL, "mesh path: no proxy information"},
    {62, NULL, "mesh path: no forwarding information"},
    {63, NULL, "mesh path: destination unreachable"},
    {64, NULL, "MAC address exists in the mesh"},
    {65, NULL, "mesh channel switch by regulation"},
    {66, NULL, "mesh channel switch"},
    {71, NULL, "poor channel conditions"},
};

#define COUNT(array) (sizeof(array) / sizeof((array)[0]))

static int find(const struct name *names, size_t n, const char *name)
{
    char *end;
    unsigned long number;

    if (name == NULL || *name == '\0')
        return -EINVAL;
    for (size_t i = 0; i < n; i++)
        if (strcasecmp(names[i].name, name) == 0)
            return names[i].number;
    number = strtoul(name, &end, 10);
    return *end == '\0' && *name >= '0' && *name <= '9' && number <= names[n - 1].number
               ? (int)number
               : -EINVAL;
}

static const char *words_of(const struct name *names, size_t n, unsigned number)
{
    for (size_t i = 0; i < n; i++)
        if (names[i].number == number && names[i].words != NULL)
            return names[i].words;
    return NULL;
}

int kl_wifi_iftype_find(const char *name)
{
    return find(iftypes, COUNT(iftypes), name);
}

const char *kl_wifi_iftype_name(unsigned iftype, char buffer[32])
{
    const char *words = words_of(iftypes, COUNT(iftypes), iftype);

    if (words != NULL)
        return words;
    snprintf(buffer, 32, "Unknown mode (%u)", iftype);
    return buffer;
}

int kl_wifi_width_find(const char *name)
{
    return find(widths, COUNT(widths), name);
}

const char *kl_wifi_width_name(unsigned width)
{
    const char *words = words_of(widths, COUNT(widths), width);

    return words != NULL ? words : "unknown";
}

const char *kl_wifi_status_name(unsigned status)
{
    const char *words = words_of(statuses, COUNT(statuses), status);

    return words != NULL ? words : "unknown";
}

const char *kl_wifi_reason_name(unsigned reason)
{
    const char *words = words_of(reasons, COUNT(reasons), reason);

    return words != NULL ? words : "unknown";
}
