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

    const string Holidays = """
          closed:
            - 2026-12-24
          reopened:
            - 2026-12-24
        England:
          open:
            mon-fri: 09:00-17:00
          closed:
            - holidays of England
          reopened:
            - 2026-04-06
        Scotland:
          open:
            mon-fri: 08:00-16:00
          closed:
            - holidays in any of Scotland
        some:
          open:
            mon-fri: 00:00-24:00
          closed:
            - holidays in any of England, Scotland
        everybody:
          open:
            mon-fri: 00:00-24:00
          closed:
            - holidays in all of England, Scotland
        desk:
          any of: [England, Scotland]
        meetings:
          all of: [England, Scotland]
      holidays:
        England:
          - every 25 December Christmas Day
          - 2026-04-06 Easter Monday
        Scotland:
          - every 25 December Christmas Day
          - every 30 November St Andrew's Day

    """;

    static Agreement Joined()
    {
        var parsed = AgreementFile.Parse("a.yaml", Encoding.UTF8.GetBytes(Head.Replace("Europe/Berlin", "UTC", StringComparison.Ordinal) + "      open:\n        mon-fri: 08:00-18:00\n" + Holidays));
        parsed.Problems.Where(p => p.Severity == Severity.Error).ShouldBeEmpty();
        return parsed.Agreement!;
    }

    /// <summary>30 November 2026, a Monday, is a holiday in Scotland alone; Christmas in both, a Friday; Easter Monday in England alone, where it was reopened.</summary>
    [Fact]
    public void Sets_of_holidays_close_by_one_by_any_or_by_all_of_them()
    {
        var agreement = Joined();
        LocalDate Next(string calendar, LocalDate date) => agreement.Calendar(calendar).WorkingDatesAfter(date).First();

        Next("Scotland", new(2026, 11, 29)).ShouldBe(new(2026, 12, 1));
        Next("England", new(2026, 11, 29)).ShouldBe(new(2026, 11, 30));
        Next("some", new(2026, 11, 29)).ShouldBe(new(2026, 12, 1));
        Next("everybody", new(2026, 11, 29)).ShouldBe(new(2026, 11, 30));
        Next("everybody", new(2026, 12, 24)).ShouldBe(new(2026, 12, 28));
        Next("England", new(2026, 4, 5)).ShouldBe(new(2026, 4, 6));
        Next("some", new(2026, 4, 5)).ShouldBe(new(2026, 4, 7));
        agreement.Calendar("everybody").HolidayOn(new(2026, 12, 25))!.Name.ShouldBe("Christmas Day");
        agreement.Calendar("some").HolidayOn(new(2026, 11, 30))!.Name.ShouldBe("St Andrew's Day");
    }

    /// <summary>On a day of work 08:00-16:00 and 09:00-17:00 are 9 h together and 7 h in common; on St Andrew's Day England's 8 h, and nothing in common.</summary>
    [Fact]
    public void Joined_calendars_are_open_when_any_or_when_all_of_them_are()
    {
        var (desk, meetings) = (Joined().Calendar("desk"), Joined().Calendar("meetings"));

        desk.Between(At("2026-12-01T00:00Z"), At("2026-12-02T00:00Z")).ShouldBe(WorkingTime.FromHours(9));
        meetings.Between(At("2026-12-01T00:00Z"), At("2026-12-02T00:00Z")).ShouldBe(WorkingTime.FromHours(7));
        desk.Between(At("2026-11-30T00:00Z"), At("2026-12-01T00:00Z")).ShouldBe(WorkingTime.FromHours(8));
        meetings.Between(At("2026-11-30T00:00Z"), At("2026-12-01T00:00Z")).ShouldBe(WorkingTime.FromHours(0));
    }

    [Theory]
    [InlineData("      any of: [roster, nobody]\n", "14:16 name.unknown")]
    [InlineData("      any of: roster\n", "14:15 name.unknown")]
    [InlineData("      open: around the clock\n      closed: holidays of Wales\n", "15:27 phrase.unexpected")]
    public void What_cannot_be_joined_or_is_no_set_is_refused(string calendar, string error) => Read(calendar).Errors.ShouldContain(error);
}
