using System.Text;
using NodaTime;
using Shouldly;
using Surety.Agreements;
using Surety.Calendars;
using Xunit;
using static Surety.Tests.Calendars.Example;

namespace Surety.Tests.Scope;

public sealed class ReadCalendarsTests
{
    const string Head = "surety: 1\nagreement: roster\nparties:\n  provider:\n    name: P\n  customer:\n    name: C\nterm:\n  from: 2026-01-01\n  time zone: Europe/Berlin\nscope:\n  calendars:\n    roster:\n";

    static (BusinessCalendar? Calendar, string[] Errors) Read(string calendar)
    {
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(Head + calendar));
        return (parsed.Agreement?.Calendar("roster"), [.. parsed.Problems.Where(p => p.Severity == Severity.Error).Select(p => $"{p.At.Line}:{p.At.Column} {p.Code}")]);
    }

    /// <summary>Two shifts of the first week of June, 8 h on Tuesday and 4 h on Friday, and nothing else ever.</summary>
    [Fact]
    public void Who_works_by_a_roster_only_needs_no_hours_of_the_week()
    {
        var (calendar, errors) = Read("      shifts:\n        2026-06-02: 08:00-16:00\n        2026-06-05: 20:00-24:00\n");

        errors.ShouldBeEmpty();
        calendar!.Between(At("2026-06-01T00:00+02:00"), At("2026-12-31T00:00+01:00")).ShouldBe(WorkingTime.FromHours(12));
        calendar.WorkingDatesAfter(new LocalDate(2026, 6, 1)).ShouldBe([new(2026, 6, 2), new(2026, 6, 5)]);
        calendar.Deadline(At("2026-06-02T12:00+02:00"), WorkingTime.FromHours(5)).ShouldBe(At("2026-06-05T21:00+02:00"));
    }

    [Theory]
    [InlineData("      closed:\n        - 2026-06-02\n", "14:7 key.missing")]
    [InlineData("      shifts:\n        2026-06-02: 16:00-08:00\n", "15:21 phrase.hours")]
    [InlineData("      shifts: none\n", "14:15 value.kind")]
    public void A_calendar_without_any_hours_is_refused(string calendar, string error) => Read(calendar).Errors.ShouldContain(error);
}
