using System.Runtime.InteropServices;

namespace Surety.Cli.Servers;

/// <summary>Memory that the runtime does not manage: SQLite's.</summary>
static partial class NativeMemory
{
    /// <summary><c>M_ARENA_MAX</c> of glibc's malloc.h.</summary>
    const int MostPools = -8;

    /// <summary>
    /// The C library of Linux gives each thread a pool of its own, up to eight for each core, and keeps in each what the thread freed.
    /// A connection of SQLite is used by whichever thread is free, so under load all pools grow to what one needs: 300 MB in a minute.
    /// </summary>
    public static void ShareAmongThreads()
    {
        if (!OperatingSystem.IsLinux()) return;
        try
        {
            _ = Set(MostPools, 2);
        }
        catch (EntryPointNotFoundException)
        {
            // Other C libraries, such as musl, have no such pools.
        }
    }

    [LibraryImport("libc", EntryPoint = "mallopt")]
    private static partial int Set(int parameter, int value);
}
