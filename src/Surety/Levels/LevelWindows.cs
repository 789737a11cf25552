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
    public sealed record Promised<T>(T With, ServiceLevel? Level, LocalDate Effective, DateTimeZone Zone)
    {
        /// <summary>Whether the window in which it takes effect is split there, and does not go on whole.</summary>
        public bool IsSplit { get; init; }
    }

    /// <summary>
    /// Lists the windows of a level in order, each with the version that judges it: an amendment takes effect with the first window that starts on
    /// its effective day or later, and until then the windows of the version before it go on; or it splits the window that its effective day lies in.
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
            var window = i == 0 ? level.Per.At(version.Effective <= first ? first : version.Effective, version.Zone) : FirstOf(version, level);
            var later = versions.Skip(i + 1).ToList();
            var end = later.Select(NextStart).DefaultIfEmpty(null).Min();
            var cut = later.Where(v => v.IsSplit).Select(v => (LocalDate?)v.Effective).FirstOrDefault();
            for (; window.Time.Start < until && (last is not { } day || LastPartOf(window) <= day) && !(window.From >= end); window = window.Next(version.Zone))
            {
                var judged = cut is { } split && window.From < split ? window.PartUntil(split, version.Zone) : window;
                // A day that its zone skipped as a whole is no window.
                if (judged.Time.Start < judged.Time.End) yield return (version, judged);
            }
        }
    }

    // Of windows that roll, each ends with a month, or a day, of the term.
    static LocalDate LastPartOf(Window window) => window.Rule is WindowRule.Rolling rolling ? window.Until - rolling.Step : window.From;

    static LocalDate? NextStart<T>(Promised<T> next) => next.IsSplit || next.Level is not { } level ? next.Effective : FirstOf(next, level).From;

    /// <summary>The window with which an amendment takes effect, or the part of it.</summary>
    static Window FirstOf<T>(Promised<T> amendment, ServiceLevel level)
    {
        var window = level.Per.At(amendment.Effective, amendment.Zone);
        return window.From >= amendment.Effective ? window : amendment.IsSplit ? window.PartFrom(amendment.Effective, amendment.Zone) : window.Next(amendment.Zone);
    }
}
