"""A small street of its own, for trying the sandbox without any project around it."""

from sandbox.world import World


def default_world(token: str | None = None, *, privacy_mode: bool = False) -> World:
    """A group, a forum with topics, and a channel that the forum discusses."""
    world = World("小邻", "street_bot", token, privacy_mode=privacy_mode, inline_mode=True)
    rider = world.add_person("小李", "xiaoli", "骑手")
    resident = world.add_person("王阿姨", "wangayi", "居民")
    secretary = world.add_person("陈书记", "chenshuji", "社区书记")
    people, office = [rider, resident], [secretary]
    world.add_group("幸福里居民群", members=people, admins=office, bot="administrator")
    forum = world.add_group(
        "幸福里话题群", members=people, admins=office, bot="administrator", forum=True
    )
    for name in ("报修", "闲聊"):
        world.begin_topic(forum, secretary.user(), name)
    channel = world.add_group("幸福里公告", members=people, admins=office, kind="channel")
    world.link(channel, forum)
    return world
