using NodaTime;
using Surety.Scope;

namespace Surety.Levels;

/// <summary>The windows of a level through the versions of its agreement.</summary>
public static class LevelWindows
{
    /// <summary>One version of a level, and from when it judges.</summary>
    /// <typeparam name="T">Whatever the caller keeps with it.</typeparam>
    /// <param name="With">The caller's.</param>
    /// <param name="Level">The level as that version has it; <c>null</c>: the version has no such level.</param>
    /// <param name="Effective">First local day of the version.</param>
    /// <param name="Zone">Zone of its windows.</param>
    public sealed record Promised<T>(T With, ServiceLevel? Level, LocalDate Effective, DateTimeZone Zone);

    /// <summary>
    /// Lists the windows of a level in order, each with the version that judges it: an amendment takes effect with the first window that starts on
    /// its effective day or later; until then the windows of the version before it go on.
    /// </summary>
    /// <param name="versions">In order of their effective days; at least one.</param>
    /// <param name="first">First day of the agreement: its window is the first, also where it began earlier.</param>
    /// <param name="last">Last day, included; <c>null</c>: no end. A window that starts later is none.</param>
    /// <param name="until">No window that starts at or after this instant is listed.</param>
    public static IEnumerable<(Promised<T> Version, Window Window)> Of<T>(IReadOnlyList<Promised<T>> versions, LocalDate first, LocalDate? last, Instant until)
    {
        for (var i = 0; i < versions.Count; i++)
        {
            var version = versions[i];
            if (version.Level is not { } level) continue;
            var window = level.Per.At(i == 0 && version.Effective <= first ? first : version.Effective, version.Zone);
            if (window.From < version.Effective && i > 0) window = window.Next(version.Zone);
            var end = i + 1 < versions.Count ? NextStart(versions[i + 1]) : null;
            for (; window.Time.Start < until && (last is not { } day || LastPartOf(window) <= day) && (end is not { } next || window.From < next); window = window.Next(version.Zone))
            {
                // A day that its zone skipped as a whole is no window.
                if (window.Time.Start < window.Time.End) yield return (version, window);
            }
        }
    }

    // Of windows that roll, each ends with a month, or a day, of the term.
    static LocalDate LastPartOf(Window window) => window.Rule is WindowRule.Rolling rolling ? window.Until - rolling.Step : window.From;

    static LocalDate? NextStart<T>(Promised<T> next)
    {
        if (next.Level is not { } level) return next.Effective;
        var window = level.Per.At(next.Effective, next.Zone);
        return window.From < next.Effective ? window.Next(next.Zone).From : window.From;
    }
}
