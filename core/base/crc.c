/* crc.c - CRC-32C (Castagnoli), bit by bit
 * SPDX-License-Identifier: BSD-2-Clause
 *
 * Names are all it is asked for today.  The journal brings the instruction.
 */
#include "base/crc.h"

/* The polynomial of RFC 3720, reflected. */
#define POLYNOMIAL UINT32_C (0x82f63b78)

uint32_t
crc32c (uint32_t crc, const void *data, size_t len)
{
    const unsigned char *p = data;

    crc = ~crc;
    for (size_t i = 0; i < len; i++) {
        crc ^= p[i];
        for (int bit = 0; bit < 8; bit++)
            crc = crc >> 1 ^ (crc & 1 ? POLYNOMIAL : 0);
    }
    return ~crc;
}
