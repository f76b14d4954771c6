/* target-cxx: a target in C++ that writes one line for each event
 * SPDX-License-Identifier: BSD-2-Clause
 */
#include <cerrno>
#include <cstdio>
#include <exception>
#include <memory>
#include <string>

#include <trestle/plugin.h>

namespace {

struct file_closer {
    void
    operator() (std::FILE *f) const
    {
        std::fclose (f);
    }
};

class cxx {
  public:
    cxx (trestle_ctx *ctx, const trestle_conf *conf)
        : ctx_ (ctx), path_ (trestle_conf_string (conf, "file"))
    {
    }

    int
    start ()
    {
        file_.reset (std::fopen (path_.c_str (), "ae"));
        if (file_ == nullptr)
            return trestle_error (ctx_, "could not open \"%s\": %m",
                                  path_.c_str ());
        return 0;
    }

    void
    stop ()
    {
        file_.reset ();
    }

    void
    deliver (trestle_delivery *const *d, std::size_t n)
    {
        std::string lines;

        for (std::size_t i = 0; i < n; i++)
            lines += line (trestle_delivery_event (d[i]));
        std::fwrite (lines.data (), 1, lines.size (), file_.get ());
        if (std::fflush (file_.get ()) == 0) {
            trestle_delivery_done (d, n, TRESTLE_OK);
            return;
        }
        trestle_delivery_reason (d, n, "cxx:write", "could not write: %m");
        trestle_delivery_done (d, n, TRESTLE_DOWN);
    }

  private:
    static std::string
    line (const trestle_event *ev)
    {
        return std::string (trestle_event_get (ev, "source")) + " "
               + trestle_event_get (ev, "id") + "\n";
    }

    trestle_ctx *ctx_;
    std::string path_;
    std::unique_ptr<std::FILE, file_closer> file_;
};

/* No exception may leave a callback. */
int
cxx_open (trestle_ctx *ctx, const trestle_conf *conf, void **ret_self)
{
    try {
        *ret_self = new cxx (ctx, conf);
        return 0;
    } catch (const std::exception &e) {
        return trestle_error (ctx, "%s", e.what ());
    }
}

int
cxx_start (void *self)
{
    return static_cast<cxx *> (self)->start ();
}

void
cxx_stop (void *self, uint64_t)
{
    static_cast<cxx *> (self)->stop ();
}

void
cxx_close (void *self)
{
    delete static_cast<cxx *> (self);
}

void
cxx_deliver (void *self, trestle_delivery *const *d, std::size_t n)
{
    try {
        static_cast<cxx *> (self)->deliver (d, n);
    } catch (const std::exception &e) {
        trestle_delivery_reason (d, n, "cxx:memory", "%s", e.what ());
        trestle_delivery_done (d, n, TRESTLE_RETRY);
    }
}

/* In the order of struct trestle_param: C++ before C++20 has no designated
 * initializers. */
const trestle_param params[] = {
    { "file", nullptr, nullptr, "the file to append to", nullptr, TRESTLE_FILE,
      TRESTLE_REQUIRED },
    TRESTLE_PARAMS_END,
};

trestle_plugin
cxx_describe ()
{
    trestle_plugin p{};

    p.head = TRESTLE_HEAD (TRESTLE_TARGET);
    p.name = "cxx";
    p.summary = "one line for each event, from C++";
    p.params = params;
    p.open = cxx_open;
    p.start = cxx_start;
    p.stop = cxx_stop;
    p.close = cxx_close;
    p.deliver = cxx_deliver;
    return p;
}

const trestle_plugin plugin = cxx_describe ();

} /* namespace */

TRESTLE_REGISTER (plugin);
