/* crc.h - CRC-32C (Castagnoli)
 * SPDX-License-Identifier: BSD-2-Clause
 */
#ifndef BASE_CRC_H
#define BASE_CRC_H

#include <stddef.h>
#include <stdint.h>

/* The CRC-32C (RFC 3720, B.4) of len bytes, going on from crc; 0 begins. */
uint32_t crc32c (uint32_t crc, const void *data, size_t len);

#endif
