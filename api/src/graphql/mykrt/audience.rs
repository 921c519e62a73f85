//! To whom a notice goes.

use async_graphql::{
    Context, Description, Enum, ID, InputObject, Object, SimpleObject, parser::types::Field,
};
use domain::{
    ErrorCode, Refusal, community as places,
    mykrt::notice::{self, Audience, Where},
};

use crate::graphql::{
    community::{Area, AreaPart, District},
    context::{self, InRequest as _},
    plain::{NotPlain, Plain, Writer, Wrote},
};

/// Whom of a place a notice is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
#[graphql(remote = "notice::AudienceRole")]
pub enum NoticeAudienceRole {
    /// Who lives there or belongs there.
    Residents,
    /// Who holds a post on a committee there.
    Committee,
    /// The volunteers and leaders of patrol units there.
    Patrol,
    /// Who leads a community group there.
    Groups,
}

/// One place: exactly one of the fields is given, `partId` beside `areaId` at most.
#[derive(InputObject)]
pub struct NoticePlaceInput {
    /// The whole country: for officers at headquarters.
    #[graphql(default)]
    nation: bool,
    /// A state, by its two-digit code: for its officers.
    state_code: Option<String>,
    /// A district: for its officers.
    district_id: Option<ID>,
    /// An area: for its committee and the officers above.
    area_id: Option<ID>,
    /// With `areaId`: a part of that area, for its committee alone (`AREA_PART_UNKNOWN`). The roles and
    /// people of the audience are those of the area who live there.
    part_id: Option<ID>,
}

impl NoticePlaceInput {
    /// The place, or why it is none; `at` is where the input has it.
    pub(super) fn read(&self, at: &str) -> domain::Result<Where> {
        let mut places = Vec::new();
        if self.nation {
            places.push(Where::Nation);
        }
        if let Some(code) = &self.state_code {
            places.push(Where::State(code.clone()));
        }
        if let Some(id) = &self.district_id {
            places.push(Where::District(context::id(id, format!("{at}.districtId"))?));
        }
        if let Some(id) = &self.area_id {
            let area = context::id(id, format!("{at}.areaId"))?;
            let part = self.part_id.as_ref();
            let part = part.map(|id| context::id(id, format!("{at}.partId"))).transpose()?;
            places.push(part.map_or(Where::Area(area), |part| Where::Part(area, part)));
        } else if self.part_id.is_some() {
            return Err(Refusal::of(ErrorCode::Required).at(format!("{at}.areaId")).into());
        }
        let many = places.len();
        match places.pop() {
            Some(place) if many == 1 => Ok(place),
            Some(_) => Err(Refusal::of(ErrorCode::TooMany).at(at).with("limit", 1).into()),
            None => Err(Refusal::of(ErrorCode::Required).at(at).into()),
        }
    }
}

/// To whom a notice goes: everybody in a place, or those with some roles there and some people by
/// name.
#[derive(InputObject)]
pub struct NoticeAudienceInput {
    /// The place.
    place: NoticePlaceInput,
    /// Whom of the place; everybody there when no role and nobody is named.
    #[graphql(default)]
    roles: Vec<NoticeAudienceRole>,
    /// People who belong to the place, at most 200, besides those with the roles.
    #[graphql(default)]
    person_ids: Vec<ID>,
}

impl NoticeAudienceInput {
    pub(super) fn read(&self) -> domain::Result<Audience> {
        Ok(Audience {
            place: self.place.read("audience.place")?,
            roles: self.roles.iter().map(|role| (*role).into()).collect(),
            people: context::ids(&self.person_ids, "audience.personIds")?,
        })
    }
}

/// To whom a notice goes.
#[derive(Description)]
pub struct NoticeAudience {
    place: Where,
    mask: i64,
    named: bool,
}

impl NoticeAudience {
    pub(super) fn of(notice: &notice::Notice) -> Self {
        Self { place: notice.scope.clone(), mask: notice.audience, named: notice.named }
    }

    fn state(&self) -> Option<&str> {
        match &self.place {
            Where::State(code) => Some(code),
            Where::Nation | Where::District(_) | Where::Area(_) | Where::Part(..) => None,
        }
    }
}

impl Plain for NoticeAudience {
    const TYPE: &'static str = "NoticeAudience";

    fn write<'a>(&self, field: &'a Field, to: &mut Writer<'a>) -> Wrote {
        match field.name.node.as_str() {
            "nation" => to.bare(self.place == Where::Nation),
            "stateCode" => to.optional(self.state(), Writer::text),
            "roles" => to.list(notice::roles_in(self.mask), |to, role| {
                to.enumeration(NoticeAudienceRole::from(role))
            }),
            "namesViewer" => to.bare(self.named),
            _ => Err(NotPlain),
        }
    }
}

#[Object(use_type_description)]
impl NoticeAudience {
    /// Whether it goes to the whole country.
    async fn nation(&self) -> bool {
        self.place == Where::Nation
    }

    /// The two-digit code of the state, when it goes to one.
    async fn state_code(&self) -> Option<&str> {
        self.state()
    }

    /// The district, when it goes to one.
    async fn district(&self, context: &Context<'_>) -> domain::Result<Option<District>> {
        match &self.place {
            Where::District(id) => {
                let district = places::known_district(context.ctx()?, *id).await?;
                Ok(Some(District(district.as_ref().clone())))
            }
            Where::Nation | Where::State(_) | Where::Area(_) | Where::Part(..) => Ok(None),
        }
    }

    /// The area, when it goes to one or to a part of one.
    async fn area(&self, context: &Context<'_>) -> domain::Result<Option<Area>> {
        match self.place.area() {
            Some(id) => Ok(Some(Area(context.loaders()?.known_area(id).await?))),
            None => Ok(None),
        }
    }

    /// The part of the area, when it goes to one.
    async fn part(&self, context: &Context<'_>) -> domain::Result<Option<AreaPart>> {
        match &self.place {
            Where::Part(_, id) => Ok(context.loaders()?.part(Some(*id)).await?.map(AreaPart)),
            Where::Nation | Where::State(_) | Where::District(_) | Where::Area(_) => Ok(None),
        }
    }

    /// Whom of the place it is for: all four for everybody, none when it is for those alone whom it
    /// names.
    async fn roles(&self) -> Vec<NoticeAudienceRole> {
        notice::roles_in(self.mask).into_iter().map(Into::into).collect()
    }

    /// Whether it names the viewer.
    async fn names_viewer(&self) -> bool {
        self.named
    }
}

/// By which way people are reached.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Enum)]
pub enum NoticeChannel {
    /// A push to MyKRT; the other apps show no notices.
    Push,
    /// A text message to a mobile phone: only of what asks to be acknowledged, to those who have not
    /// done so after it was pushed.
    Sms,
    /// A letter to a confirmed e-mail address: only in the digest (`noticeDigestSet`), daily or weekly,
    /// of what did not ring. No notice is mailed by itself.
    Mail,
}

/// How many people are reached by one way.
#[derive(SimpleObject)]
pub struct NoticeChannelReach {
    /// The way.
    channel: NoticeChannel,
    /// How many people can be reached by it, at most 1,000,000.
    people: u64,
}

/// To how many people a notice would come by which way if it went out now, as each of them wishes: each
/// is counted once. An emergency passes through what people wish.
#[derive(SimpleObject)]
pub struct NoticeReachWays {
    /// Their phone rings.
    rings: u64,
    /// It stands in their phone's list without a sound.
    silent: u64,
    /// When their quiet hours end; or without MyKRT by mail, with their next digest.
    later: u64,
    /// In the feed when they look: they want no push of such notices, or have no phone with MyKRT.
    feed_only: u64,
}

/// Whom an audience reaches, before anything is sent.
#[derive(SimpleObject)]
pub struct NoticeReach {
    /// How many people, exact up to 1,000,000.
    people: u64,
    /// Whether there are more.
    more: bool,
    /// How many of them can be reached by each way, whatever they wish.
    channels: Vec<NoticeChannelReach>,
    /// To how many of them it would come by which way now, as they wish; of more than 1,000,000 people,
    /// about the first 1,000,000. Nothing when people are named, or when there are fewer than five: that
    /// would tell what one of them wishes.
    ways: Option<NoticeReachWays>,
    /// The names of five of them at most, for the committee. Always empty for officers: who lives in a
    /// place is known to its committee alone.
    sample: Vec<String>,
}

impl From<notice::Reach> for NoticeReach {
    fn from(reach: notice::Reach) -> Self {
        let channel = |channel, people| NoticeChannelReach { channel, people };
        let channels = vec![
            channel(NoticeChannel::Push, reach.apps),
            channel(NoticeChannel::Sms, reach.phones),
            channel(NoticeChannel::Mail, reach.mails),
        ];
        let ways = reach.ways.map(|ways| NoticeReachWays {
            rings: ways.rings,
            silent: ways.silent,
            later: ways.later,
            feed_only: ways.feed_only,
        });
        Self { people: reach.people, more: reach.more, channels, ways, sample: reach.sample }
    }
}
