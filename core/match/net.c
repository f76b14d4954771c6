/* net.c - addresses and the nets that they lie in
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/in.h>
#include <string.h>

#include "match/text.h"

/* An IPv4 address in the dress of IPv6: neither family's. */
static bool
is_mapped (const unsigned char address[16])
{
    static const unsigned char prefix[12]
        = { 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff };

    return memcmp (address, prefix, sizeof prefix) == 0;
}

/* The address that text is, and its family; 0 if it is none. */
static int
read_address (const char *text, unsigned char ret_address[16])
{
    if (inet_pton (AF_INET, text, ret_address) == 1)
        return AF_INET;
    if (inet_pton (AF_INET6, text, ret_address) == 1
        && !is_mapped (ret_address))
        return AF_INET6;
    return 0;
}

/* A decimal number up to max, without leading zeros; -1 if it is none. */
static int
read_bits (const char *text, size_t len, int max)
{
    int value = 0;

    if (len < 1 || len > 3 || (len > 1 && text[0] == '0'))
        return -1;
    for (size_t i = 0; i < len; i++) {
        if (text[i] < '0' || text[i] > '9')
            return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value <= max ? value : -1;
}

int
net_parse (const char *text, size_t len, struct op_net *ret_net)
{
    const char *slash = memchr (text, '/', len);
    size_t address_len = slash != NULL ? (size_t)(slash - text) : len;
    char address[INET6_ADDRSTRLEN]; /* no address is longer */
    struct op_net net = { { 0 }, 0, 0 };
    int bits;

    if (slash == NULL || address_len >= sizeof address)
        return -EINVAL;
    memcpy (address, text, address_len);
    address[address_len] = '\0';
    if (strlen (address) != address_len)
        return -EINVAL;
    net.family = read_address (address, net.address);
    if (net.family == 0)
        return -EINVAL;
    bits = read_bits (slash + 1, len - address_len - 1,
                      net.family == AF_INET ? 32 : 128);
    if (bits < 0)
        return -EINVAL;
    net.bits = (unsigned)bits;
    *ret_net = net;
    return 0;
}

/* Copies text, which must be as short as an address and ASCII. */
static bool
copy_address (struct chars text, char ret_address[INET6_ADDRSTRLEN])
{
    size_t n = 0;
    uint32_t c;

    while ((c = chars_next (&text)) != CHARS_END) {
        if (c == 0 || c > 0x7f || n == INET6_ADDRSTRLEN - 1)
            return false;
        ret_address[n++] = (char)c;
    }
    ret_address[n] = '\0';
    return true;
}

bool
net_contains (struct chars text, const struct op_net *net)
{
    char copy[INET6_ADDRSTRLEN];
    unsigned char address[16];
    unsigned bytes = net->bits / 8, bits = net->bits % 8;

    if (!copy_address (text, copy)
        || read_address (copy, address) != net->family)
        return false;
    if (memcmp (address, net->address, bytes) != 0)
        return false;
    return bits == 0
           || (unsigned)(address[bytes] ^ net->address[bytes]) >> (8 - bits)
                  == 0;
}
