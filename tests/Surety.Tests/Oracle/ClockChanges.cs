using NodaTime;

namespace Surety.Tests.Oracle;

/// <summary>Days on which the clocks of a zone change, some of them in strange ways.</summary>
static class ClockChanges
{
    static readonly (string Zone, LocalDate Date)[] All =
    [
        ("Europe/Berlin", new(2026, 3, 29)), ("Europe/Berlin", new(2026, 10, 25)), ("America/New_York", new(2026, 3, 8)), ("America/New_York", new(2026, 11, 1)),
        // Half an hour.
        ("Australia/Lord_Howe", new(2026, 4, 5)), ("Australia/Lord_Howe", new(2026, 10, 4)),
        // Summer all year, but for Ramadan.
        ("Africa/Casablanca", new(2025, 2, 23)), ("Africa/Casablanca", new(2025, 4, 6)),
        // At midnight: a day that begins at 01:00, and one whose last hour comes twice.
        ("America/Sao_Paulo", new(2018, 11, 4)), ("America/Sao_Paulo", new(2018, 2, 18)),
        // A quarter of an hour from every other zone, in 1986; and a day that never was.
        ("Asia/Kathmandu", new(2026, 1, 1)), ("Pacific/Apia", new(2011, 12, 30)),
    ];

    public static (string Zone, LocalDate Date) Of(ulong seed) => All[(int)(seed % (ulong)All.Length)];
}
